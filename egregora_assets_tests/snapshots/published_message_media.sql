SELECT
  "t0"."message_id",
  "t0"."ordinal",
  "t0"."media_id"
FROM "message_media" AS "t0"
ORDER BY
  "t0"."message_id" ASC,
  "t0"."ordinal" ASC
