SELECT
  *
FROM (
  SELECT
    "t15"."message_id",
    "t15"."chat_id",
    "t15"."author_id",
    "t15"."sent_at",
    "t15"."local_time",
    "t15"."position",
    "t15"."kind",
    "t7"."text",
    "t15"."is_edited",
    "t15"."export_id"
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
        "t8"."author_id"
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
      ) AS "t12"
      INNER JOIN "result_senders" AS "t8"
        ON "t12"."message_id" = "t8"."message_id"
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
      "t3"."author_id"
    FROM "identities" AS "t3"
    WHERE
      "t3"."is_opted_out"
  ) AS "t11"
    ON "t15"."author_id" = "t11"."author_id"
  ANTI JOIN "result_hidden_notices" AS "t6"
    ON "t15"."message_id" = "t6"."message_id"
  INNER JOIN "result_texts" AS "t7"
    ON "t15"."message_id" = "t7"."message_id"
) AS "t16"
UNION ALL
SELECT
  *
FROM "preserved_messages" AS "t0"
