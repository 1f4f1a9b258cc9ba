SELECT
  "t10"."message_id",
  "t10"."link_id",
  CAST(ROW_NUMBER() OVER (
    PARTITION BY "t10"."message_id"
    ORDER BY "t10"."place" ASC
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
  ) - 1 AS INT) AS "ordinal"
FROM (
  SELECT
    "t9"."message_id",
    "t9"."link_id",
    MIN("t9"."place") AS "place"
  FROM (
    SELECT
      "t8"."message_id",
      "t5"."number",
      "t6"."place",
      "t6"."link_id",
      "t6"."url",
      "t6"."host"
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
    ) AS "t8"
    ANTI JOIN "result_holding_months" AS "t4"
      ON "t8"."chat_id" = "t4"."chat_id" AND "t8"."month" = "t4"."month"
    INNER JOIN "result_texts" AS "t5"
      ON "t8"."text" = "t5"."text"
    INNER JOIN "result_addresses" AS "t6"
      ON "t5"."number" = "t6"."number"
  ) AS "t9"
  GROUP BY
    1,
    2
) AS "t10"
