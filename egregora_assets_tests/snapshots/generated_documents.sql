SELECT
  *
FROM (
  SELECT
    "t5"."document_id",
    "t5"."doc_type",
    "t5"."slug",
    "t5"."title",
    "t5"."summary",
    "t5"."content",
    "t5"."content_hash",
    "t5"."language",
    "t5"."created_at",
    "t5"."window_id",
    "t5"."subject_author_id",
    "t5"."writer",
    "t5"."form",
    COALESCE("t10"."told_in", "t11"."lives_in") AS "chat_id",
    'published' AS "status",
    'writer' AS "decided_by",
    "t10"."window_start",
    "t10"."window_end",
    CAST(NULL AS UUID) AS "media_id",
    CAST(NULL AS UUID) AS "based_on"
  FROM "result_documents" AS "t5"
  LEFT OUTER JOIN (
    SELECT
      "t2"."window_id",
      "t2"."window_start",
      "t2"."window_end",
      "t2"."chat_id" AS "told_in"
    FROM "windows" AS "t2"
  ) AS "t10"
    ON "t5"."window_id" = "t10"."window_id"
  LEFT OUTER JOIN (
    SELECT
      "t3"."author_id" AS "subject_author_id",
      "t3"."chat_id" AS "lives_in"
    FROM "authors" AS "t3"
  ) AS "t11"
    ON "t5"."subject_author_id" = "t11"."subject_author_id"
) AS "t13"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t12"."document_id",
    "t12"."doc_type",
    "t12"."slug",
    "t12"."title",
    "t12"."summary",
    "t12"."content",
    "t12"."content_hash",
    "t12"."language",
    "t12"."created_at",
    "t12"."window_id",
    "t12"."subject_author_id",
    "t12"."writer",
    "t12"."form",
    "t12"."chat_id",
    'archived' AS "status",
    "t12"."decided_by",
    "t12"."window_start",
    "t12"."window_end",
    "t12"."media_id",
    "t12"."based_on"
  FROM (
    SELECT
      "t6"."document_id",
      "t6"."chat_id",
      "t6"."doc_type",
      "t6"."slug",
      "t6"."title",
      "t6"."summary",
      "t6"."content",
      "t6"."content_hash",
      "t6"."status",
      "t6"."decided_by",
      "t6"."language",
      "t6"."created_at",
      "t6"."window_start",
      "t6"."window_end",
      "t6"."window_id",
      "t6"."subject_author_id",
      "t6"."media_id",
      "t6"."writer",
      "t6"."form",
      "t6"."based_on",
      "t6"."run_id"
    FROM "documents" AS "t6"
    SEMI JOIN "result_archived" AS "t7"
      ON "t6"."document_id" = "t7"."document_id"
  ) AS "t12"
) AS "t14"
