SELECT
  *
FROM (
  SELECT
    "t0"."document_id",
    "t0"."ordinal",
    "t0"."message_id",
    "t0"."quote",
    "t0"."section",
    "t0"."role"
  FROM "result_citations" AS "t0"
) AS "t5"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t3"."document_id",
    "t3"."ordinal",
    "t3"."message_id",
    "t3"."quote",
    "t3"."section",
    "t3"."role"
  FROM "citations" AS "t3"
  SEMI JOIN "result_archived" AS "t4"
    ON "t3"."document_id" = "t4"."document_id"
) AS "t6"
