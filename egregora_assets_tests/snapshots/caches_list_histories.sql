SELECT
  "t7"."repository_id",
  "t7"."chain_id",
  "t7"."root",
  "t7"."tip",
  "t7"."length"
FROM (
  SELECT
    "t6"."repository_id",
    "t6"."history_count",
    "t6"."chain_id",
    "t6"."root",
    "t6"."tip",
    "t6"."first",
    "t6"."last",
    "t6"."length",
    "t3"."commit_count"
  FROM (
    SELECT
      "t4"."repository_id",
      COUNT(DISTINCT "t4"."chain_id") AS "history_count",
      MIN("t4"."chain_id") AS "chain_id",
      MAX("t4"."commit_id") FILTER(WHERE
        "t4"."is_root") AS "root",
      MAX("t4"."commit_id") FILTER(WHERE
        "t4"."is_tip") AS "tip",
      MIN("t4"."position") AS "first",
      MAX("t4"."position") AS "last",
      COUNT(*) AS "length"
    FROM (
      SELECT
        "t0"."chain_id",
        "t0"."position",
        "t0"."repository_id",
        "t0"."commit_id",
        "t0"."committed_at",
        "t0"."effective_at",
        "t0"."run_id",
        "t0"."position" = 0 AS "is_root",
        "t0"."position" = MAX("t0"."position") OVER (
          PARTITION BY "t0"."chain_id"
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS "is_tip"
      FROM "git_chain" AS "t0"
    ) AS "t4"
    GROUP BY
      1
  ) AS "t6"
  INNER JOIN (
    SELECT
      "t1"."repository_id",
      COUNT(*) AS "commit_count"
    FROM "git_commits" AS "t1"
    GROUP BY
      1
  ) AS "t3"
    ON "t6"."repository_id" = "t3"."repository_id"
) AS "t7"
WHERE
  "t7"."history_count" = 1
  AND "t7"."first" = 0
  AND "t7"."last" = (
    "t7"."length" - 1
  )
  AND "t7"."commit_count" = "t7"."length"
ORDER BY
  "t7"."repository_id" ASC
