SELECT
  "t3"."link_id",
  "t3"."url",
  "t3"."host"
FROM "links" AS "t3"
SEMI JOIN (
  SELECT
    "t4"."message_id",
    "t4"."ordinal",
    "t4"."link_id",
    "t4"."run_id"
  FROM "message_links" AS "t4"
  SEMI JOIN (
    SELECT
      "t7"."chat_id",
      "t7"."message_id",
      "t7"."month"
    FROM (
      SELECT
        "t2"."chat_id",
        "t2"."message_id",
        CAST((
          (
            EXTRACT(year FROM "t2"."sent_at") * 12
          ) + EXTRACT(month FROM "t2"."sent_at")
        ) - 1 AS INT) AS "month"
      FROM "messages" AS "t2"
    ) AS "t7"
    SEMI JOIN (
      SELECT
        CAST(LIST_EXTRACT(STR_SPLIT("t5"."month_of_chat", ' '), 1) AS UUID) AS "chat_id",
        CAST(LIST_EXTRACT(STR_SPLIT("t5"."month_of_chat", ' '), 2) AS INT) AS "month"
      FROM (
        SELECT
          UNNEST(STR_SPLIT('00000000-0000-8000-8000-000000000001 24288', '
')) AS "month_of_chat"
      ) AS "t5"
    ) AS "t9"
      ON "t7"."chat_id" = "t9"."chat_id" AND "t7"."month" = "t9"."month"
  ) AS "t11"
    ON "t4"."message_id" = "t11"."message_id"
) AS "t13"
  ON "t3"."link_id" = "t13"."link_id"
