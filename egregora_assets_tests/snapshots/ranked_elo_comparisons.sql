SELECT
  "t2"."comparison_id",
  "t2"."winner_id",
  "t2"."loser_id",
  "t2"."is_tie",
  "t2"."judge",
  "t2"."rubric_margin",
  GREATEST("t5"."winner_at", "t6"."loser_at") AS "compared_at"
FROM "result_comparisons" AS "t2"
INNER JOIN (
  SELECT
    "t1"."document_id" AS "winner_id",
    "t1"."created_at" AS "winner_at"
  FROM "documents" AS "t1"
) AS "t5"
  ON "t2"."winner_id" = "t5"."winner_id"
INNER JOIN (
  SELECT
    "t1"."document_id" AS "loser_id",
    "t1"."created_at" AS "loser_at"
  FROM "documents" AS "t1"
) AS "t6"
  ON "t2"."loser_id" = "t6"."loser_id"
