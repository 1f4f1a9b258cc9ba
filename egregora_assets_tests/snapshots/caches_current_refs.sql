SELECT
  "t1"."repository_id",
  "t1"."ref_name",
  "t1"."observed_at",
  "t1"."commit_id"
FROM (
  SELECT
    "t0"."repository_id",
    "t0"."ref_name",
    "t0"."observed_at",
    "t0"."commit_id",
    "t0"."change",
    "t0"."run_id",
    ROW_NUMBER() OVER (
      PARTITION BY "t0"."repository_id", "t0"."ref_name"
      ORDER BY "t0"."observed_at" DESC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) - 1 AS "place"
  FROM "git_refs" AS "t0"
) AS "t1"
WHERE
  "t1"."place" = 0 AND "t1"."change" <> 'deleted'
