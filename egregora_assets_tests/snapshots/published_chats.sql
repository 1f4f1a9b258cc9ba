SELECT
  "t0"."chat_id",
  "t0"."public_title",
  "t0"."time_zone",
  "t0"."language"
FROM "chats" AS "t0"
ORDER BY
  "t0"."public_title" ASC,
  "t0"."chat_id" ASC
