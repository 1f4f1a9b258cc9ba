SELECT
  *
FROM (
  SELECT
    "t3"."repository_id",
    "t5"."path",
    "t5"."position",
    "t5"."status",
    "t5"."blob_id"
  FROM (
    SELECT
      *
    FROM "git_file_versions" AS "t0"
    WHERE
      LIST_EXTRACT(STR_SPLIT("t0"."path", '/'), -1) IN ('a.py')
  ) AS "t5"
  INNER JOIN (
    SELECT DISTINCT
      "t1"."chain_id",
      "t1"."repository_id"
    FROM "git_chain" AS "t1"
  ) AS "t3"
    ON "t5"."chain_id" = "t3"."chain_id"
) AS "t6"
ORDER BY
  "t6"."repository_id" ASC,
  "t6"."path" ASC,
  "t6"."position" ASC
