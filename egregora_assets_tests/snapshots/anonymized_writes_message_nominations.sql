SELECT
  "t5"."message_id",
  "t5"."nomination"
FROM "result_nominations" AS "t5"
SEMI JOIN (
  SELECT
    "t14"."message_id"
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
    ) AS "t12"
    WHERE
      (
        "t12"."author_id" IS NOT NULL
      ) OR (
        "t12"."kind" = 'system'
      )
  ) AS "t14"
  ANTI JOIN (
    SELECT
      "t2"."author_id"
    FROM "identities" AS "t2"
    WHERE
      "t2"."is_opted_out"
  ) AS "t10"
    ON "t14"."author_id" = "t10"."author_id"
  ANTI JOIN "result_hidden_notices" AS "t6"
    ON "t14"."message_id" = "t6"."message_id"
) AS "t16"
  ON "t5"."message_id" = "t16"."message_id"
