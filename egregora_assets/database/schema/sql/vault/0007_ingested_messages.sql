CREATE VIEW "ingested_messages" AS
SELECT
  "t3"."message_id",
  "t3"."chat_id",
  "t6"."chat_title",
  "t6"."source",
  "t3"."author_name",
  "t3"."sent_at",
  "t3"."local_time",
  "t3"."position",
  "t3"."kind",
  "t3"."text",
  "t3"."attachment_name",
  "t3"."is_edited",
  "t7"."reply_to_id",
  "t3"."export_id",
  "t6"."file_name"
FROM "ingested" AS "t3"
LEFT OUTER JOIN (
  SELECT
    "t1"."export_id",
    "t1"."source",
    "t1"."file_name",
    "t1"."chat_title"
  FROM "export_files" AS "t1"
) AS "t6"
  ON "t3"."export_id" = "t6"."export_id"
LEFT OUTER JOIN (
  SELECT
    "t2"."message_id",
    "t2"."reply_to_id"
  FROM "replies" AS "t2"
) AS "t7"
  ON "t3"."message_id" = "t7"."message_id";
