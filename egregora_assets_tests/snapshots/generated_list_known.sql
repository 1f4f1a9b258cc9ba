SELECT
  "t0"."document_id",
  "t0"."chat_id",
  "t0"."doc_type",
  "t0"."slug",
  "t0"."title",
  "t0"."status",
  "t0"."decided_by",
  "t0"."window_start",
  "t0"."window_id",
  "t0"."subject_author_id"
FROM "documents" AS "t0"
ORDER BY
  "t0"."document_id" ASC
