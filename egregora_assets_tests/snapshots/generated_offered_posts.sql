SELECT
  "t2"."document_id",
  "t2"."title",
  "t2"."summary",
  "t2"."content",
  "t2"."language",
  "t2"."writer"
FROM "result_documents" AS "t2"
SEMI JOIN (
  SELECT
    *
  FROM "documents" AS "t1"
  WHERE
    "t1"."decided_by" = 'person'
    AND (
      "t1"."doc_type" IN ('annotation', 'announcement')
      OR (
        "t1"."writer" = 'person'
      )
      OR (
        STARTS_WITH("t1"."writer", 'legacy') AND (
          "t1"."status" <> 'archived'
        )
      )
    )
    AND "t1"."doc_type" = 'post'
) AS "t4"
  ON "t2"."document_id" = "t4"."document_id"
