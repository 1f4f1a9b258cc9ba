SELECT
  *
FROM (
  SELECT
    "t0"."chain_id",
    "t0"."position",
    "t0"."repository_id",
    "t0"."commit_id",
    "t0"."committed_at",
    "t0"."effective_at",
    "t0"."run_id",
    COALESCE(
      LAG("t0"."position") OVER (
        PARTITION BY "t0"."chain_id"
        ORDER BY "t0"."position" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) + 1,
      0
    ) AS "expected",
    COALESCE(
      LAG("t0"."effective_at") OVER (
        PARTITION BY "t0"."chain_id"
        ORDER BY "t0"."position" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ),
      "t0"."effective_at"
    ) AS "earlier"
  FROM "git_chain" AS "t0"
) AS "t1"
WHERE
  (
    "t1"."position" <> "t1"."expected"
  )
  OR (
    "t1"."effective_at" < "t1"."earlier"
  )
