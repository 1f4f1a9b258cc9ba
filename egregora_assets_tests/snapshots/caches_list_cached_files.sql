SELECT
  "t11"."kind",
  "t11"."cache_key",
  "t11"."content",
  "t11"."relative_path",
  "t11"."content_type",
  "t11"."byte_count",
  "t11"."maker",
  "t11"."maker_version",
  "t11"."created_at",
  "t11"."is_pinned",
  "t4"."last_accessed_at",
  "t4"."expires_at",
  "t5"."subject_id"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t7"."kind",
      "t7"."cache_key",
      "t7"."content",
      "t7"."relative_path",
      "t7"."content_type",
      "t7"."byte_count",
      "t7"."maker",
      "t7"."maker_version",
      "t7"."created_at",
      "t7"."is_pinned"
    FROM "asset_cache" AS "t7"
    ANTI JOIN "result_made" AS "t6"
      ON "t7"."kind" = "t6"."kind" AND "t7"."cache_key" = "t6"."cache_key"
  ) AS "t9"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t2"."kind",
      "t2"."cache_key",
      "t2"."content",
      "t2"."relative_path",
      "t2"."content_type",
      "t2"."byte_count",
      "t2"."maker",
      "t2"."maker_version",
      "t2"."created_at",
      "t2"."is_pinned"
    FROM "result_made" AS "t2"
  ) AS "t8"
) AS "t11"
INNER JOIN "result_kept" AS "t4"
  ON "t11"."kind" = "t4"."kind" AND "t11"."cache_key" = "t4"."cache_key"
LEFT OUTER JOIN "result_wanted" AS "t5"
  ON "t11"."kind" = "t5"."kind" AND "t11"."cache_key" = "t5"."cache_key"
