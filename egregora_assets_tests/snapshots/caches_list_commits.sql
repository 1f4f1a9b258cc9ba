SELECT
  *
FROM (
  SELECT
    "t3"."repository_id",
    "t3"."commit_id",
    "t3"."parents",
    "t3"."authored_at",
    "t3"."committed_at",
    "t3"."subject",
    "t3"."pull_request_number"
  FROM "git_commits" AS "t3"
  SEMI JOIN "result_histories" AS "t4"
    ON "t3"."repository_id" = "t4"."repository_id"
) AS "t6"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t0"."repository_id",
    "t0"."commit_id",
    "t0"."parents",
    "t0"."authored_at",
    "t0"."committed_at",
    "t0"."subject",
    "t0"."pull_request_number"
  FROM "result_commits" AS "t0"
) AS "t5"
