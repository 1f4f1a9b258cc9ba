SELECT
  *
FROM (
  SELECT
    "t0"."repository_id",
    COUNT(*) AS "length",
    FIRST("t0"."commit_id" ORDER BY "t0"."position" DESC) AS "commit_id"
  FROM "git_chain" AS "t0"
  GROUP BY
    1
) AS "t1"
ORDER BY
  "t1"."repository_id" ASC
