SELECT
  "t5"."export_id"
FROM (
  SELECT
    "t2"."export_id",
    "t2"."chat_id",
    "t2"."source",
    "t2"."file_name",
    "t2"."chat_title",
    "t2"."byte_count",
    "t2"."message_count",
    "t2"."new_message_count",
    "t2"."rejected_line_count",
    "t2"."first_sent_at",
    "t2"."last_sent_at",
    "t2"."date_order",
    "t2"."date_order_evidence",
    "t2"."platform",
    "t2"."time_zone",
    "t2"."locale",
    "t2"."ingested_at",
    "t2"."run_id",
    "t4"."export_id" AS "export_id_right",
    "t4"."brought_count"
  FROM "export_files" AS "t2"
  LEFT OUTER JOIN (
    SELECT
      "t1"."export_id",
      COUNT("t1"."message_id") AS "brought_count"
    FROM "ingested" AS "t1"
    GROUP BY
      1
  ) AS "t4"
    ON "t2"."export_id" = "t4"."export_id"
) AS "t5"
WHERE
  (
    COALESCE("t5"."brought_count", 0) > "t5"."new_message_count"
  )
  OR (
    "t5"."new_message_count" > "t5"."message_count"
  )
