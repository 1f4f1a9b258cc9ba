SELECT
  "t7"."window_id",
  "t7"."ordinal",
  "t7"."chunk_id",
  "t7"."text",
  "t7"."term_count",
  "t7"."chat_id",
  "t7"."first_sent_at",
  "t7"."last_sent_at"
FROM (
  SELECT
    "t2"."number",
    "t2"."place",
    "t2"."window_id",
    "t2"."ordinal",
    "t2"."chunk_id",
    "t2"."text",
    "t2"."first_message_id",
    "t2"."last_message_id",
    "t2"."term_count",
    "t5"."chat_id",
    "t5"."first_sent_at",
    "t6"."last_sent_at"
  FROM "result_passages" AS "t2"
  INNER JOIN (
    SELECT
      "t1"."chat_id",
      "t1"."message_id" AS "first_message_id",
      "t1"."sent_at" AS "first_sent_at"
    FROM "messages" AS "t1"
  ) AS "t5"
    ON "t2"."first_message_id" = "t5"."first_message_id"
  INNER JOIN (
    SELECT
      "t1"."message_id" AS "last_message_id",
      "t1"."sent_at" AS "last_sent_at"
    FROM "messages" AS "t1"
  ) AS "t6"
    ON "t2"."last_message_id" = "t6"."last_message_id"
) AS "t7"
