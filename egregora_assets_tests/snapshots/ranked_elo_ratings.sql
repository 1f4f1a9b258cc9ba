WITH "t20" AS (
  SELECT
    *
  FROM (
    SELECT
      "t5"."comparison_id",
      "t5"."winner_id",
      "t5"."loser_id",
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
)
SELECT
  "t4"."post_id",
  "t4"."rating",
  'post' AS "doc_type",
  COALESCE("t26"."game_count", 0) AS "num_comparisons",
  COALESCE("t26"."last_at", "t14"."created_at") AS "last_updated"
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
    "t24"."post_id",
    COUNT(*) AS "game_count",
    MAX("t24"."compared_at") AS "last_at"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t21"."compared_at",
        "t21"."winner_id" AS "post_id"
      FROM "t20" AS "t21"
    ) AS "t22"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t21"."compared_at",
        "t21"."loser_id" AS "post_id"
      FROM "t20" AS "t21"
    ) AS "t23"
  ) AS "t24"
  GROUP BY
    1
) AS "t26"
  ON "t4"."post_id" = "t26"."post_id"
