WITH "t19" AS (
  SELECT
    *
  FROM (
    SELECT
      "t17"."message_id"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t14"."message_id",
          "t14"."chat_id",
          "t14"."sent_at",
          "t14"."local_time",
          "t14"."position",
          "t14"."kind",
          "t14"."is_edited",
          "t14"."export_id",
          "t7"."author_id"
        FROM (
          SELECT
            "t4"."message_id",
            "t4"."chat_id",
            "t4"."sent_at",
            "t4"."local_time",
            "t4"."position",
            "t4"."kind",
            "t4"."is_edited",
            "t4"."export_id"
          FROM "ingested" AS "t4"
        ) AS "t14"
        INNER JOIN "result_senders" AS "t7"
          ON "t14"."message_id" = "t7"."message_id"
      ) AS "t15"
      WHERE
        (
          "t15"."author_id" IS NOT NULL
        ) OR (
          "t15"."kind" = 'system'
        )
    ) AS "t17"
    ANTI JOIN (
      SELECT
        "t3"."author_id"
      FROM "identities" AS "t3"
      WHERE
        "t3"."is_opted_out"
    ) AS "t13"
      ON "t17"."author_id" = "t13"."author_id"
    ANTI JOIN "result_hidden_notices" AS "t6"
      ON "t17"."message_id" = "t6"."message_id"
  ) AS "t18"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t1"."message_id"
    FROM "preserved_messages" AS "t1"
  ) AS "t9"
)
SELECT
  "t12"."message_id",
  "t12"."reply_to_id"
FROM (
  SELECT
    "t0"."message_id",
    "t0"."reply_to_id"
  FROM "replies" AS "t0"
) AS "t12"
SEMI JOIN "t19" AS "t21"
  ON "t12"."message_id" = "t21"."message_id"
SEMI JOIN (
  SELECT
    "t20"."message_id" AS "reply_to_id"
  FROM "t19" AS "t20"
) AS "t23"
  ON "t12"."reply_to_id" = "t23"."reply_to_id"
