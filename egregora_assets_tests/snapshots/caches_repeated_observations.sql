SELECT
  *
FROM (
  SELECT
    "t0"."repository_id",
    "t0"."ref_name",
    "t0"."observed_at",
    "t0"."commit_id",
    "t0"."change",
    "t0"."run_id",
    LAG("t0"."commit_id") OVER (
      PARTITION BY "t0"."repository_id", "t0"."ref_name"
      ORDER BY "t0"."observed_at" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS "earlier_commit",
    LAG("t0"."change") OVER (
      PARTITION BY "t0"."repository_id", "t0"."ref_name"
      ORDER BY "t0"."observed_at" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS "earlier_change"
  FROM "git_refs" AS "t0"
) AS "t1"
WHERE
  (
    (
      "t1"."commit_id" = "t1"."earlier_commit"
    )
    AND (
      (
        "t1"."change" <> 'deleted'
      ) AND (
        "t1"."earlier_change" <> 'deleted'
      )
    )
  )
  OR (
    (
      "t1"."change" = 'deleted'
    ) AND (
      "t1"."earlier_change" = 'deleted'
    )
  )
