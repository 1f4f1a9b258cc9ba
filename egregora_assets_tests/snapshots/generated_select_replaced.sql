SELECT
  "t2"."document_id",
  "t2"."ordinal"
FROM "citations" AS "t2"
SEMI JOIN "result_replaced" AS "t3"
  ON "t2"."document_id" = "t3"."document_id"
