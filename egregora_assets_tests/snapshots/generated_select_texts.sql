SELECT
  "t5"."message_id",
  "t5"."text"
FROM (
  SELECT
    "t2"."message_id",
    "t2"."chat_id",
    "t2"."author_id",
    "t2"."sent_at",
    "t2"."local_time",
    "t2"."position",
    "t2"."kind",
    "t2"."text",
    "t2"."is_edited",
    "t2"."export_id",
    "t2"."run_id"
  FROM "messages" AS "t2"
  SEMI JOIN (
    SELECT
      *
    FROM "window_messages" AS "t1"
    WHERE
      NOT (
        "t1"."is_overlap"
      )
  ) AS "t4"
    ON "t2"."message_id" = "t4"."message_id"
) AS "t5"
WHERE
  CAST("t5"."message_id" AS TEXT) IN ('a')
