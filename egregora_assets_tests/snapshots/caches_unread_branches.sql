SELECT
  "t16"."name",
  "t16"."tip"
FROM (
  SELECT
    "t15"."repository_id",
    "t15"."name",
    "t15"."branch",
    "t15"."is_shallow",
    "t15"."is_readable",
    "t15"."tip",
    "t5"."repository_id" AS "repository_id_right",
    "t5"."read_to"
  FROM (
    SELECT
      "t13"."repository_id",
      "t13"."name",
      "t13"."branch",
      "t13"."is_shallow",
      "t13"."is_readable",
      "t13"."commit_id" AS "tip"
    FROM (
      SELECT
        "t12"."repository_id",
        "t12"."name",
        "t12"."branch",
        "t12"."is_shallow",
        "t12"."is_readable",
        "t12"."ref_name",
        "t12"."observed_at",
        "t12"."commit_id",
        "t12"."rank",
        ROW_NUMBER() OVER (
          PARTITION BY "t12"."repository_id"
          ORDER BY "t12"."rank" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) - 1 AS "place"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t10"."repository_id",
            "t10"."name",
            "t10"."branch",
            "t10"."is_shallow",
            "t10"."is_readable",
            "t10"."ref_name",
            "t10"."observed_at",
            "t10"."commit_id",
            CASE
              WHEN "t10"."ref_name" = 'refs/heads/' || "t10"."branch"
              THEN 0
              WHEN "t10"."ref_name" = 'refs/remotes/origin/' || "t10"."branch"
              THEN 1
              ELSE 2
            END AS "rank"
          FROM (
            SELECT
              "t6"."repository_id",
              "t6"."name",
              "t6"."branch",
              "t6"."is_shallow",
              "t6"."is_readable",
              "t9"."ref_name",
              "t9"."observed_at",
              "t9"."commit_id"
            FROM (
              SELECT
                "t1"."repository_id",
                "t1"."name",
                "t1"."branch",
                "t1"."is_shallow",
                "t1"."problem" IS NULL AS "is_readable"
              FROM "git_repositories" AS "t1"
            ) AS "t6"
            INNER JOIN (
              SELECT
                "t7"."repository_id",
                "t7"."ref_name",
                "t7"."observed_at",
                "t7"."commit_id"
              FROM (
                SELECT
                  "t2"."repository_id",
                  "t2"."ref_name",
                  "t2"."observed_at",
                  "t2"."commit_id",
                  "t2"."change",
                  "t2"."run_id",
                  ROW_NUMBER() OVER (
                    PARTITION BY "t2"."repository_id", "t2"."ref_name"
                    ORDER BY "t2"."observed_at" DESC
                    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                  ) - 1 AS "place"
                FROM "git_refs" AS "t2"
              ) AS "t7"
              WHERE
                "t7"."place" = 0 AND "t7"."change" <> 'deleted'
            ) AS "t9"
              ON "t6"."repository_id" = "t9"."repository_id"
          ) AS "t10"
        ) AS "t11"
        WHERE
          "t11"."rank" < 2
      ) AS "t12"
    ) AS "t13"
    WHERE
      "t13"."place" = 0
    ORDER BY
      "t13"."name" ASC
  ) AS "t15"
  LEFT OUTER JOIN (
    SELECT
      "t0"."repository_id",
      FIRST("t0"."commit_id" ORDER BY "t0"."position" DESC) AS "read_to"
    FROM "git_chain" AS "t0"
    GROUP BY
      1
  ) AS "t5"
    ON "t15"."repository_id" = "t5"."repository_id"
) AS "t16"
WHERE
  (
    "t16"."read_to" IS NULL
  ) OR (
    "t16"."tip" <> "t16"."read_to"
  )
ORDER BY
  "t16"."name" ASC
