SELECT
  *
FROM (
  SELECT
    "t6"."chain_id",
    "t6"."position",
    "t6"."repository_id",
    "t6"."commit_id",
    "t6"."parents",
    LAG("t6"."commit_id") OVER (
      PARTITION BY "t6"."chain_id"
      ORDER BY "t6"."position" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS "earlier"
  FROM (
    SELECT
      "t4"."chain_id",
      "t4"."position",
      "t4"."repository_id",
      "t4"."commit_id",
      "t5"."parents"
    FROM (
      SELECT
        "t0"."chain_id",
        "t0"."position",
        "t0"."repository_id",
        "t0"."commit_id"
      FROM "git_chain" AS "t0"
    ) AS "t4"
    INNER JOIN (
      SELECT
        "t1"."repository_id",
        "t1"."commit_id",
        "t1"."parents"
      FROM "git_commits" AS "t1"
    ) AS "t5"
      ON "t4"."repository_id" = "t5"."repository_id"
      AND "t4"."commit_id" = "t5"."commit_id"
  ) AS "t6"
) AS "t7"
WHERE
  "t7"."earlier" IS NOT NULL
  AND LIST_EXTRACT(STR_SPLIT("t7"."parents", ' '), 1) <> "t7"."earlier"
