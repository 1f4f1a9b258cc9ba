SELECT
  "t7"."chain_id",
  "t7"."position",
  "t7"."repository_id",
  "t7"."commit_id",
  "t7"."committed_at",
  MIN("t7"."committed_at") OVER (
    PARTITION BY "t7"."chain_id"
    ORDER BY "t7"."position" DESC
    ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
  ) AS "effective_at"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t3"."chain_id",
      "t3"."position",
      "t3"."repository_id",
      "t3"."commit_id",
      "t3"."committed_at"
    FROM "git_chain" AS "t3"
    SEMI JOIN "result_histories" AS "t4"
      ON "t3"."chain_id" = "t4"."chain_id"
  ) AS "t6"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t0"."chain_id",
      "t0"."position",
      "t0"."repository_id",
      "t0"."commit_id",
      "t0"."committed_at"
    FROM "result_commits" AS "t0"
  ) AS "t5"
) AS "t7"
