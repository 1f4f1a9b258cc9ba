SELECT
  "t0"."message_id",
  "t0"."sent_at",
  "t0"."text"
FROM "messages" AS "t0"
WHERE
  "t0"."kind" IN ('text', 'media', 'poll') AND LENGTH("t0"."text") > 0
