SELECT
  "t8"."message_id",
  "t8"."link_id",
  CAST(ROW_NUMBER() OVER (
    PARTITION BY "t8"."message_id"
    ORDER BY "t8"."place" ASC
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
  ) - 1 AS INT) AS "ordinal"
FROM (
  SELECT
    "t7"."message_id",
    "t7"."link_id",
    MIN("t7"."place") AS "place"
  FROM (
    SELECT
      "t6"."message_id",
      "t6"."text",
      "t4"."place",
      "t4"."link_id",
      "t4"."url",
      "t4"."host"
    FROM (
      SELECT
        "t0"."chat_id",
        "t0"."message_id",
        "t0"."text",
        CAST((
          (
            EXTRACT(year FROM "t0"."sent_at") * 12
          ) + EXTRACT(month FROM "t0"."sent_at")
        ) - 1 AS INT) AS "month"
      FROM "messages" AS "t0"
      WHERE
        "t0"."kind" IN ('text', 'media', 'poll')
    ) AS "t6"
    ANTI JOIN "result_holding_months" AS "t3"
      ON "t6"."chat_id" = "t3"."chat_id" AND "t6"."month" = "t3"."month"
    INNER JOIN "result_addresses" AS "t4"
      ON "t6"."text" = "t4"."text"
  ) AS "t7"
  GROUP BY
    1,
    2
) AS "t8"
