SELECT
  "t0"."message_id",
  "t0"."ordinal",
  "t0"."media_id"
FROM "attachments" AS "t0"
