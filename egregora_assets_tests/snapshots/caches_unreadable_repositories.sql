SELECT
  *
FROM (
  SELECT
    "t0"."name",
    COALESCE(
      "t0"."problem",
      CASE WHEN "t0"."is_shallow" THEN 'shallow' ELSE CAST(NULL AS TEXT) END
    ) AS "problem"
  FROM "git_repositories" AS "t0"
) AS "t1"
WHERE
  "t1"."problem" IS NOT NULL
ORDER BY
  "t1"."name" ASC
