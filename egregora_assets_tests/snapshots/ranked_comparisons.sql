SELECT
  *
FROM (
  SELECT
    "t2"."comparison_id",
    "t2"."winner_id",
    "t2"."loser_id",
    "t2"."is_tie",
    "t2"."judge",
    "t2"."rubric_margin"
  FROM "elo_comparisons" AS "t2"
  SEMI JOIN (
    SELECT
      "t1"."document_id" AS "winner_id"
    FROM "documents" AS "t1"
  ) AS "t5"
    ON "t2"."winner_id" = "t5"."winner_id"
  SEMI JOIN (
    SELECT
      "t1"."document_id" AS "loser_id"
    FROM "documents" AS "t1"
  ) AS "t6"
    ON "t2"."loser_id" = "t6"."loser_id"
) AS "t7"
ORDER BY
  "t7"."comparison_id" ASC
