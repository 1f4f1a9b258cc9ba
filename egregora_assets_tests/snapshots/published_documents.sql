SELECT
  *
FROM (
  SELECT
    "t11"."document_id",
    "t11"."chat_id",
    "t11"."doc_type",
    "t11"."slug",
    "t11"."title",
    "t11"."summary",
    "t11"."content",
    "t11"."language",
    "t11"."writer",
    "t9"."rating",
    "t9"."num_comparisons",
    "t11"."subject_author_id",
    "t11"."media_id",
    "t11"."content_hash" AS "text_version",
    "t10"."signature" AS "data_version",
    CAST("t11"."created_at" AS TIMESTAMP(6)) AS "created_at",
    CAST("t11"."window_start" AS TIMESTAMP(6)) AS "window_start",
    CAST("t11"."window_end" AS TIMESTAMP(6)) AS "window_end"
  FROM (
    SELECT
      *
    FROM "documents" AS "t0"
    WHERE
      "t0"."status" = 'published'
      AND "t0"."doc_type" IN ('post', 'profile', 'journal', 'announcement', 'annotation', 'media')
  ) AS "t11"
  ANTI JOIN (
    SELECT
      "t1"."author_id" AS "subject_author_id"
    FROM "authors" AS "t1"
    WHERE
      "t1"."is_opted_out"
  ) AS "t8"
    ON "t11"."subject_author_id" = "t8"."subject_author_id"
  LEFT OUTER JOIN (
    SELECT
      "t2"."post_id",
      "t2"."rating",
      "t2"."num_comparisons"
    FROM "elo_ratings" AS "t2"
  ) AS "t9"
    ON "t11"."document_id" = "t9"."post_id"
  LEFT OUTER JOIN (
    SELECT
      "t3"."window_id",
      "t3"."signature"
    FROM "windows" AS "t3"
  ) AS "t10"
    ON "t11"."window_id" = "t10"."window_id"
) AS "t12"
ORDER BY
  "t12"."created_at" DESC,
  "t12"."document_id" ASC
