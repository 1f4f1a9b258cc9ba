SELECT
  *
FROM (
  SELECT
    "t3"."chat_id",
    "t3"."window_start",
    "t6"."window_id",
    "t6"."message_id",
    "t4"."author_id",
    "t4"."sent_at",
    "t4"."local_time",
    "t4"."position",
    "t4"."kind",
    "t4"."text"
  FROM (
    SELECT
      *
    FROM "window_messages" AS "t0"
    WHERE
      NOT (
        "t0"."is_overlap"
      )
  ) AS "t6"
  INNER JOIN "windows" AS "t3"
    ON "t6"."window_id" = "t3"."window_id"
  INNER JOIN "messages" AS "t4"
    ON "t6"."message_id" = "t4"."message_id"
) AS "t7"
ORDER BY
  "t7"."chat_id" ASC,
  "t7"."window_start" ASC,
  "t7"."window_id" ASC,
  "t7"."sent_at" ASC,
  "t7"."position" ASC,
  "t7"."message_id" ASC
