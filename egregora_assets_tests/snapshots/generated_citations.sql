SELECT
  *
FROM (
  SELECT
    "t4"."document_id",
    "t4"."ordinal",
    "t4"."message_id",
    "t4"."quote",
    "t4"."section"
  FROM "result_citations" AS "t4"
  SEMI JOIN "result_documents" AS "t6"
    ON "t4"."document_id" = "t6"."document_id"
) AS "t8"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t5"."document_id",
    "t5"."ordinal",
    "t5"."message_id",
    "t5"."quote",
    "t5"."section"
  FROM "citations" AS "t5"
  SEMI JOIN "result_archived" AS "t7"
    ON "t5"."document_id" = "t7"."document_id"
) AS "t9"
