SELECT
  "t3"."message_id",
  "t3"."ordinal"
FROM "message_links" AS "t3"
ANTI JOIN (
  SELECT
    "t6"."chat_id",
    "t6"."message_id",
    "t6"."month"
  FROM (
    SELECT
      "t1"."chat_id",
      "t1"."message_id",
      CAST((
        (
          EXTRACT(year FROM "t1"."sent_at") * 12
        ) + EXTRACT(month FROM "t1"."sent_at")
      ) - 1 AS INT) AS "month"
    FROM "messages" AS "t1"
  ) AS "t6"
  SEMI JOIN "result_holding_months" AS "t4"
    ON "t6"."chat_id" = "t4"."chat_id" AND "t6"."month" = "t4"."month"
) AS "t8"
  ON "t3"."message_id" = "t8"."message_id"
