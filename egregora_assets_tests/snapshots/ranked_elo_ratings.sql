WITH "t20" AS (
  SELECT
    *
  FROM (
    SELECT
      "t5"."comparison_id",
      "t5"."winner_id",
      "t5"."loser_id",
      "t5"."judge",
      "t5"."compared_at"
    FROM "elo_comparisons" AS "t5"
    SEMI JOIN (
      SELECT
        "t1"."document_id" AS "winner_id"
      FROM "documents" AS "t1"
    ) AS "t12"
      ON "t5"."winner_id" = "t12"."winner_id"
    SEMI JOIN (
      SELECT
        "t1"."document_id" AS "loser_id"
      FROM "documents" AS "t1"
    ) AS "t13"
      ON "t5"."loser_id" = "t13"."loser_id"
  ) AS "t17"
  UNION
  SELECT
    *
  FROM (
    SELECT
      "t18"."comparison_id",
      "t18"."winner_id",
      "t18"."loser_id",
      "t18"."judge",
      "t18"."compared_at"
    FROM (
      SELECT
        "t6"."comparison_id",
        "t6"."winner_id",
        "t6"."loser_id",
        "t6"."is_tie",
        "t6"."judge",
        "t6"."rubric_margin",
        GREATEST("t15"."winner_at", "t16"."loser_at") AS "compared_at"
      FROM "result_comparisons" AS "t6"
      INNER JOIN (
        SELECT
          "t1"."document_id" AS "winner_id",
          "t1"."created_at" AS "winner_at"
        FROM "documents" AS "t1"
      ) AS "t15"
        ON "t6"."winner_id" = "t15"."winner_id"
      INNER JOIN (
        SELECT
          "t1"."document_id" AS "loser_id",
          "t1"."created_at" AS "loser_at"
        FROM "documents" AS "t1"
      ) AS "t16"
        ON "t6"."loser_id" = "t16"."loser_id"
    ) AS "t18"
  ) AS "t19"
), "t27" AS (
  SELECT
    "t25"."comparison_id",
    "t25"."winner_id",
    "t25"."loser_id",
    "t25"."judge",
    "t25"."compared_at",
    "t25"."first_id",
    "t25"."second_id",
    "t26"."first_id" AS "first_id_right",
    "t26"."second_id" AS "second_id_right",
    "t26"."is_voted"
  FROM (
    SELECT
      "t21"."comparison_id",
      "t21"."winner_id",
      "t21"."loser_id",
      "t21"."judge",
      "t21"."compared_at",
      LEAST("t21"."winner_id", "t21"."loser_id") AS "first_id",
      GREATEST("t21"."winner_id", "t21"."loser_id") AS "second_id"
    FROM "t20" AS "t21"
    WHERE
      (
        "t21"."judge" = 'rubric-2'
      )
      OR NOT (
        STARTS_WITH("t21"."judge", 'rubric-')
      )
  ) AS "t25"
  LEFT OUTER JOIN (
    SELECT
      "t22"."first_id",
      "t22"."second_id",
      TRUE AS "is_voted"
    FROM (
      SELECT DISTINCT
        LEAST("t21"."winner_id", "t21"."loser_id") AS "first_id",
        GREATEST("t21"."winner_id", "t21"."loser_id") AS "second_id"
      FROM "t20" AS "t21"
      WHERE
        "t21"."judge" = 'person'
    ) AS "t22"
  ) AS "t26"
    ON "t25"."first_id" = "t26"."first_id" AND "t25"."second_id" = "t26"."second_id"
)
SELECT
  "t4"."post_id",
  "t4"."rating",
  'post' AS "doc_type",
  COALESCE("t33"."game_count", 0) AS "num_comparisons",
  COALESCE("t33"."last_at", "t14"."created_at") AS "last_updated"
FROM "result_ratings" AS "t4"
INNER JOIN (
  SELECT
    "t1"."document_id" AS "post_id",
    "t1"."created_at"
  FROM "documents" AS "t1"
) AS "t14"
  ON "t4"."post_id" = "t14"."post_id"
LEFT OUTER JOIN (
  SELECT
    "t31"."post_id",
    COUNT(*) AS "game_count",
    MAX("t31"."compared_at") AS "last_at"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t28"."compared_at",
        "t28"."winner_id" AS "post_id"
      FROM "t27" AS "t28"
      WHERE
        (
          "t28"."judge" <> 'rubric-2'
        ) OR (
          "t28"."is_voted" IS NULL
        )
    ) AS "t29"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t28"."compared_at",
        "t28"."loser_id" AS "post_id"
      FROM "t27" AS "t28"
      WHERE
        (
          "t28"."judge" <> 'rubric-2'
        ) OR (
          "t28"."is_voted" IS NULL
        )
    ) AS "t30"
  ) AS "t31"
  GROUP BY
    1
) AS "t33"
  ON "t4"."post_id" = "t33"."post_id"
