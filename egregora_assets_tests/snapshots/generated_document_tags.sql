SELECT
  *
FROM (
  SELECT
    "t0"."document_id",
    "t0"."tag"
  FROM "result_tags" AS "t0"
) AS "t5"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t3"."document_id",
    "t3"."tag"
  FROM "document_tags" AS "t3"
  SEMI JOIN "result_archived" AS "t4"
    ON "t3"."document_id" = "t4"."document_id"
) AS "t6"
