WITH "t16" AS (
  SELECT
    "t15"."message_id"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t12"."message_id",
        "t12"."chat_id",
        "t12"."sent_at",
        "t12"."local_time",
        "t12"."position",
        "t12"."kind",
        "t12"."is_edited",
        "t12"."export_id",
        "t6"."author_id"
      FROM (
        SELECT
          "t3"."message_id",
          "t3"."chat_id",
          "t3"."sent_at",
          "t3"."local_time",
          "t3"."position",
          "t3"."kind",
          "t3"."is_edited",
          "t3"."export_id"
        FROM "ingested" AS "t3"
      ) AS "t12"
      INNER JOIN "result_senders" AS "t6"
        ON "t12"."message_id" = "t6"."message_id"
    ) AS "t13"
    WHERE
      (
        "t13"."author_id" IS NOT NULL
      ) OR (
        "t13"."kind" = 'system'
      )
  ) AS "t15"
  ANTI JOIN (
    SELECT
      "t2"."author_id"
    FROM "identities" AS "t2"
    WHERE
      "t2"."is_opted_out"
  ) AS "t11"
    ON "t15"."author_id" = "t11"."author_id"
  ANTI JOIN "result_hidden_notices" AS "t5"
    ON "t15"."message_id" = "t5"."message_id"
)
SELECT
  "t10"."message_id",
  "t10"."reply_to_id"
FROM (
  SELECT
    "t0"."message_id",
    "t0"."reply_to_id"
  FROM "replies" AS "t0"
) AS "t10"
SEMI JOIN "t16" AS "t18"
  ON "t10"."message_id" = "t18"."message_id"
SEMI JOIN (
  SELECT
    "t17"."message_id" AS "reply_to_id"
  FROM "t16" AS "t17"
) AS "t20"
  ON "t10"."reply_to_id" = "t20"."reply_to_id"
