SELECT
  "t2"."message_id",
  "t2"."ordinal",
  "t2"."export_id",
  "t2"."shown_at",
  "t2"."edited_at",
  "t2"."kind",
  "t2"."text",
  "t2"."attachment_name",
  "t2"."is_edited",
  "t2"."run_id"
FROM "message_versions" AS "t2"
SEMI JOIN (
  SELECT
    *
  FROM "ingested" AS "t1"
  WHERE
    (
      "t1"."kind" = 'command'
    )
    OR (
      (
        "t1"."chat_id" = CAST('00000000-0000-8000-8000-000000000001' AS UUID)
      )
      AND (
        (
          (
            "t1"."local_time" >= MAKE_TIMESTAMP(2024, 1, 13, 8, 0, 0.0)
          )
          AND (
            "t1"."local_time" < MAKE_TIMESTAMP(2024, 1, 13, 9, 0, 0.0)
          )
        )
        OR "t1"."sent_at" BETWEEN MAKE_TIMESTAMP(2024, 1, 13, 8, 0, 0.0) AND MAKE_TIMESTAMP(2024, 1, 13, 9, 0, 0.0)
      )
    )
) AS "t4"
  ON "t2"."message_id" = "t4"."message_id"
