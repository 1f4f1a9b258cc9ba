SELECT
  "t4"."document_id",
  "t4"."ordinal"
FROM (
  SELECT
    "t2"."document_id",
    "t2"."ordinal",
    "t2"."message_id",
    "t2"."quote",
    "t2"."section",
    "t2"."role",
    "t2"."run_id",
    "t3"."message_id" AS "message_id_right",
    "t3"."chat_id",
    "t3"."author_id",
    "t3"."sent_at",
    "t3"."local_time",
    "t3"."position",
    "t3"."kind",
    "t3"."text",
    "t3"."is_edited",
    "t3"."export_id",
    "t3"."run_id" AS "run_id_right"
  FROM "citations" AS "t2"
  LEFT OUTER JOIN "messages" AS "t3"
    ON "t2"."message_id" = "t3"."message_id"
) AS "t4"
WHERE
  (
    "t4"."text" IS NULL
  ) OR NOT (
    CONTAINS("t4"."text", "t4"."quote")
  )
