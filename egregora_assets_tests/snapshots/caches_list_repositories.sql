SELECT
  *
FROM (
  SELECT
    "t5"."repository_id",
    "t5"."name",
    "t5"."branch",
    "t5"."is_shallow",
    "t5"."floor_at",
    CAST(NULL AS TEXT) AS "problem"
  FROM (
    SELECT
      "t3"."repository_id",
      "t3"."name",
      "t3"."branch",
      "t3"."is_shallow",
      "t3"."floor_at",
      "t3"."problem",
      "t3"."run_id"
    FROM "git_repositories" AS "t3"
    ANTI JOIN "result_repositories" AS "t2"
      ON "t3"."repository_id" = "t2"."repository_id"
  ) AS "t5"
) AS "t6"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t0"."repository_id",
    "t0"."name",
    "t0"."branch",
    "t0"."is_shallow",
    "t0"."floor_at",
    "t0"."problem"
  FROM "result_repositories" AS "t0"
) AS "t4"
