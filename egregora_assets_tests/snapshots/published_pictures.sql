SELECT
  "t0"."kind",
  "t0"."subject_id",
  "t0"."relative_path",
  "t0"."cache_key"
FROM "asset_cache" AS "t0"
WHERE
  "t0"."kind" IN ('thumbnail', 'social_card')
  AND "t0"."relative_path" IS NOT NULL
  AND "t0"."subject_id" IS NOT NULL
ORDER BY
  "t0"."kind" ASC,
  "t0"."subject_id" ASC,
  "t0"."cache_key" ASC
