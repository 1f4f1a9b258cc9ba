SELECT
  *
FROM "ingested" AS "t0"
WHERE
  (
    "t0"."kind" = 'command'
  )
  OR "t0"."chat_id" IN (CAST('00000000-0000-8000-8000-000000000001' AS UUID))
