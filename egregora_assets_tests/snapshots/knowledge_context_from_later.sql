SELECT
  "t8"."window_id",
  "t8"."chunk_id"
FROM (
  SELECT
    "t3"."window_id",
    "t3"."chunk_id",
    "t3"."rank",
    "t3"."score",
    "t3"."run_id",
    "t6"."window_start",
    "t6"."window_chat_id",
    "t7"."chat_id",
    "t7"."last_sent_at"
  FROM "window_context" AS "t3"
  INNER JOIN (
    SELECT
      "t1"."window_id",
      "t1"."window_start",
      "t1"."chat_id" AS "window_chat_id"
    FROM "windows" AS "t1"
  ) AS "t6"
    ON "t3"."window_id" = "t6"."window_id"
  INNER JOIN (
    SELECT
      "t2"."chunk_id",
      "t2"."chat_id",
      "t2"."last_sent_at"
    FROM "chunks" AS "t2"
  ) AS "t7"
    ON "t3"."chunk_id" = "t7"."chunk_id"
) AS "t8"
WHERE
  (
    "t8"."last_sent_at" >= "t8"."window_start"
  )
  OR (
    "t8"."chat_id" <> "t8"."window_chat_id"
  )
