SELECT
  "t10"."repository_id",
  "t10"."name",
  "t10"."branch",
  "t10"."is_shallow",
  "t10"."is_readable",
  "t10"."commit_id" AS "tip"
FROM (
  SELECT
    "t9"."repository_id",
    "t9"."name",
    "t9"."branch",
    "t9"."is_shallow",
    "t9"."is_readable",
    "t9"."ref_name",
    "t9"."observed_at",
    "t9"."commit_id",
    "t9"."rank",
    ROW_NUMBER() OVER (
      PARTITION BY "t9"."repository_id"
      ORDER BY "t9"."rank" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) - 1 AS "place"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t7"."repository_id",
        "t7"."name",
        "t7"."branch",
        "t7"."is_shallow",
        "t7"."is_readable",
        "t7"."ref_name",
        "t7"."observed_at",
        "t7"."commit_id",
        CASE
          WHEN "t7"."ref_name" = 'refs/heads/' || "t7"."branch"
          THEN 0
          WHEN "t7"."ref_name" = 'refs/remotes/origin/' || "t7"."branch"
          THEN 1
          ELSE 2
        END AS "rank"
      FROM (
        SELECT
          "t3"."repository_id",
          "t3"."name",
          "t3"."branch",
          "t3"."is_shallow",
          "t3"."is_readable",
          "t6"."ref_name",
          "t6"."observed_at",
          "t6"."commit_id"
        FROM (
          SELECT
            "t0"."repository_id",
            "t0"."name",
            "t0"."branch",
            "t0"."is_shallow",
            "t0"."problem" IS NULL AS "is_readable"
          FROM "git_repositories" AS "t0"
        ) AS "t3"
        INNER JOIN (
          SELECT
            "t4"."repository_id",
            "t4"."ref_name",
            "t4"."observed_at",
            "t4"."commit_id"
          FROM (
            SELECT
              "t1"."repository_id",
              "t1"."ref_name",
              "t1"."observed_at",
              "t1"."commit_id",
              "t1"."change",
              "t1"."run_id",
              ROW_NUMBER() OVER (
                PARTITION BY "t1"."repository_id", "t1"."ref_name"
                ORDER BY "t1"."observed_at" DESC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ) - 1 AS "place"
            FROM "git_refs" AS "t1"
          ) AS "t4"
          WHERE
            "t4"."place" = 0 AND "t4"."change" <> 'deleted'
        ) AS "t6"
          ON "t3"."repository_id" = "t6"."repository_id"
      ) AS "t7"
    ) AS "t8"
    WHERE
      "t8"."rank" < 2
  ) AS "t9"
) AS "t10"
WHERE
  "t10"."place" = 0
ORDER BY
  "t10"."name" ASC
