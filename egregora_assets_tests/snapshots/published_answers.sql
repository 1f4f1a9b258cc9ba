WITH "t8" AS (
  SELECT
    "t3"."message_id",
    "t3"."chat_id",
    "t3"."author_id",
    "t3"."sent_at",
    "t3"."local_time",
    "t3"."position",
    "t3"."kind",
    "t3"."text",
    "t3"."is_edited",
    "t3"."export_id",
    "t3"."run_id"
  FROM "messages" AS "t3"
  ANTI JOIN (
    SELECT
      *
    FROM "authors" AS "t2"
    WHERE
      "t2"."is_opted_out"
  ) AS "t7"
    ON "t3"."author_id" = "t7"."author_id"
)
SELECT
  *
FROM (
  SELECT
    "t6"."message_id",
    "t6"."reply_to_id",
    "t13"."day",
    "t13"."person_id"
  FROM (
    SELECT
      "t0"."message_id",
      "t0"."reply_to_id"
    FROM "message_replies" AS "t0"
  ) AS "t6"
  SEMI JOIN (
    SELECT
      "t9"."message_id",
      "t9"."chat_id",
      "t9"."author_id",
      "t9"."sent_at",
      "t9"."local_time",
      "t9"."position",
      "t9"."kind",
      "t9"."text",
      "t9"."is_edited",
      "t9"."export_id",
      "t9"."run_id",
      CAST("t9"."local_time" AS DATE) AS "day"
    FROM "t8" AS "t9"
  ) AS "t12"
    ON "t6"."message_id" = "t12"."message_id"
  INNER JOIN (
    SELECT
      "t9"."message_id" AS "reply_to_id",
      CAST("t9"."local_time" AS DATE) AS "day",
      "t9"."author_id" AS "person_id"
    FROM "t8" AS "t9"
    WHERE
      "t9"."author_id" IS NOT NULL
  ) AS "t13"
    ON "t6"."reply_to_id" = "t13"."reply_to_id"
) AS "t14"
ORDER BY
  "t14"."message_id" ASC
