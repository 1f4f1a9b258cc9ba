SELECT
  *
FROM (
  SELECT DISTINCT
    "t8"."chat_id",
    CAST((
      (
        EXTRACT(year FROM "t8"."sent_at") * 12
      ) + EXTRACT(month FROM "t8"."sent_at")
    ) - 1 AS INT) AS "month"
  FROM (
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
    SEMI JOIN (
      SELECT
        *
      FROM (
        SELECT
          "t1"."message_id"
        FROM "message_links" AS "t1"
      ) AS "t4"
      UNION
      SELECT
        *
      FROM (
        SELECT
          "t2"."message_id"
        FROM "code_references" AS "t2"
      ) AS "t5"
    ) AS "t7"
      ON "t3"."message_id" = "t7"."message_id"
  ) AS "t8"
  WHERE
    NOT (
      "t8"."kind" IN ('text', 'media', 'poll') AND REGEXP_MATCHES("t8"."text", 'x')
    )
) AS "t9"
ORDER BY
  "t9"."chat_id" ASC,
  "t9"."month" ASC
