WITH "t8" AS (
  SELECT
    "t1"."author_id"
  FROM "identities" AS "t1"
  WHERE
    "t1"."is_opted_out"
)
SELECT
  "t5"."message_id",
  "t5"."chat_id",
  "t5"."author_id",
  "t5"."target_id",
  "t5"."sent_at",
  "t5"."text"
FROM "result_notes" AS "t5"
SEMI JOIN (
  SELECT
    "t17"."message_id" AS "target_id"
  FROM (
    SELECT
      "t16"."message_id"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t11"."message_id",
          "t11"."chat_id",
          "t11"."sent_at",
          "t11"."local_time",
          "t11"."position",
          "t11"."kind",
          "t11"."is_edited",
          "t11"."export_id",
          "t7"."author_id"
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
        ) AS "t11"
        INNER JOIN "result_senders" AS "t7"
          ON "t11"."message_id" = "t7"."message_id"
      ) AS "t14"
      WHERE
        (
          "t14"."author_id" IS NOT NULL
        ) OR (
          "t14"."kind" = 'system'
        )
    ) AS "t16"
    ANTI JOIN "t8" AS "t13"
      ON "t16"."author_id" = "t13"."author_id"
    ANTI JOIN "result_hidden_notices" AS "t6"
      ON "t16"."message_id" = "t6"."message_id"
  ) AS "t17"
) AS "t19"
  ON "t5"."target_id" = "t19"."target_id"
ANTI JOIN "t8" AS "t12"
  ON "t5"."author_id" = "t12"."author_id"
