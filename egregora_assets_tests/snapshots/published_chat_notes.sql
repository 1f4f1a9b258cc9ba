SELECT
  *
FROM (
  SELECT
    "t3"."chat_id",
    "t3"."target_id",
    "t3"."author_id",
    "t3"."message_id" AS "document_id",
    "t3"."text" AS "content",
    COALESCE("t7"."language", 'en') AS "language",
    CAST("t3"."sent_at" AS TIMESTAMP(6)) AS "created_at"
  FROM "message_notes" AS "t3"
  ANTI JOIN (
    SELECT
      *
    FROM "authors" AS "t1"
    WHERE
      "t1"."is_opted_out"
  ) AS "t6"
    ON "t3"."author_id" = "t6"."author_id"
  INNER JOIN (
    SELECT
      "t2"."chat_id",
      "t2"."language"
    FROM "chats" AS "t2"
  ) AS "t7"
    ON "t3"."chat_id" = "t7"."chat_id"
) AS "t8"
ORDER BY
  "t8"."created_at" ASC,
  "t8"."document_id" ASC
