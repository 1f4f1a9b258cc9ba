SELECT
  *
FROM (
  SELECT
    "t4"."document_id",
    "t4"."tag"
  FROM "result_tags" AS "t4"
  SEMI JOIN "result_documents" AS "t6"
    ON "t4"."document_id" = "t6"."document_id"
) AS "t8"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t5"."document_id",
    "t5"."tag"
  FROM "document_tags" AS "t5"
  SEMI JOIN "result_archived" AS "t7"
    ON "t5"."document_id" = "t7"."document_id"
) AS "t9"
