SELECT
  *
FROM "ingested" AS "t0"
WHERE
  (
    "t0"."kind" = 'command'
  )
  OR (
    (
      "t0"."chat_id" = CAST('00000000-0000-8000-8000-000000000001' AS UUID)
    )
    AND (
      (
        (
          "t0"."local_time" >= MAKE_TIMESTAMP(2024, 1, 13, 8, 0, 0.0)
        )
        AND (
          "t0"."local_time" < MAKE_TIMESTAMP(2024, 1, 13, 9, 0, 0.0)
        )
      )
      OR "t0"."sent_at" BETWEEN MAKE_TIMESTAMP(2024, 1, 13, 8, 0, 0.0) AND MAKE_TIMESTAMP(2024, 1, 13, 9, 0, 0.0)
    )
  )
