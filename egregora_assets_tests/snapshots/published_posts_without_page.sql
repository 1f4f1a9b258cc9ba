SELECT
  "t4"."document_id",
  "t4"."chat_id",
  "t4"."doc_type",
  "t4"."slug",
  "t4"."title",
  "t4"."summary",
  "t4"."content",
  "t4"."content_hash",
  "t4"."status",
  "t4"."decided_by",
  "t4"."language",
  "t4"."created_at",
  "t4"."window_start",
  "t4"."window_end",
  "t4"."window_id",
  "t4"."subject_author_id",
  "t4"."media_id",
  "t4"."writer",
  "t4"."form",
  "t4"."based_on",
  "t4"."run_id"
FROM (
  SELECT
    *
  FROM "documents" AS "t0"
  WHERE
    "t0"."status" = 'published' AND "t0"."doc_type" = 'post'
) AS "t4"
ANTI JOIN (
  SELECT
    "t1"."document_id"
  FROM "site_files" AS "t1"
  WHERE
    "t1"."document_id" IS NOT NULL
) AS "t5"
  ON "t4"."document_id" = "t5"."document_id"
