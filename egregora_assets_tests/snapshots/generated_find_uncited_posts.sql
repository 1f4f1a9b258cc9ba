SELECT
  "t4"."document_id"
FROM (
  SELECT
    *
  FROM "documents" AS "t0"
  WHERE
    "t0"."doc_type" = 'post'
    AND "t0"."status" = 'published'
    AND "t0"."decided_by" = 'writer'
) AS "t4"
ANTI JOIN "citations" AS "t2"
  ON "t4"."document_id" = "t2"."document_id"
