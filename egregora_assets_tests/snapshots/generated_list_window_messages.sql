SELECT
  *
FROM (
  SELECT
    "t4"."chat_id",
    "t4"."window_start",
    "t8"."window_id",
    "t8"."message_id",
    "t5"."author_id",
    "t5"."sent_at",
    "t5"."local_time",
    "t5"."position",
    "t5"."kind",
    "t5"."text",
    "t6"."reply_to_id"
  FROM (
    SELECT
      *
    FROM "window_messages" AS "t0"
    WHERE
      NOT (
        "t0"."is_overlap"
      )
  ) AS "t8"
  INNER JOIN "windows" AS "t4"
    ON "t8"."window_id" = "t4"."window_id"
  INNER JOIN "messages" AS "t5"
    ON "t8"."message_id" = "t5"."message_id"
  LEFT OUTER JOIN "message_replies" AS "t6"
    ON "t8"."message_id" = "t6"."message_id"
) AS "t9"
ORDER BY
  "t9"."chat_id" ASC,
  "t9"."window_start" ASC,
  "t9"."window_id" ASC,
  "t9"."sent_at" ASC,
  "t9"."position" ASC,
  "t9"."message_id" ASC
