SELECT
  "t5"."message_id"
FROM (
  SELECT
    "t2"."message_id",
    "t2"."chat_id",
    "t2"."export_id",
    "t2"."position",
    "t2"."sent_at",
    "t2"."local_time",
    "t2"."has_seconds",
    "t2"."author_name",
    "t2"."kind",
    "t2"."text",
    "t2"."attachment_name",
    "t2"."is_edited",
    "t2"."run_id",
    "t4"."export_id" AS "export_id_right",
    "t4"."first_sent_at",
    "t4"."last_sent_at"
  FROM "ingested" AS "t2"
  LEFT OUTER JOIN (
    SELECT
      "t1"."export_id",
      "t1"."first_sent_at",
      "t1"."last_sent_at"
    FROM "export_files" AS "t1"
  ) AS "t4"
    ON "t2"."export_id" = "t4"."export_id"
) AS "t5"
WHERE
  NOT (
    (
      "t5"."sent_at" >= (
        "t5"."first_sent_at" - INTERVAL '1' MINUTE
      )
    )
    AND (
      "t5"."sent_at" <= (
        "t5"."last_sent_at" + INTERVAL '1' MINUTE
      )
    )
  )
  OR (
    "t5"."first_sent_at" IS NULL
  )
