SELECT
  "t0"."export_id",
  "t0"."chat_id",
  "t0"."byte_count",
  "t0"."message_count",
  "t0"."new_message_count",
  "t0"."rejected_line_count",
  "t0"."first_sent_at",
  "t0"."last_sent_at",
  "t0"."date_order",
  "t0"."platform",
  "t0"."ingested_at"
FROM "export_files" AS "t0"
