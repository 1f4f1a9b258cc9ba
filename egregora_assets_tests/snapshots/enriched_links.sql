SELECT
  "t19"."link_id",
  "t19"."url",
  "t19"."host",
  "t6"."title",
  "t6"."summary",
  "t6"."site_name",
  "t6"."fetched_at",
  COALESCE("t6"."status", 'skipped') AS "status",
  CASE WHEN "t6"."status" IS NULL THEN 'fetching is off' ELSE "t6"."reason" END AS "reason"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t7"."link_id",
      "t7"."url",
      "t7"."host"
    FROM "links" AS "t7"
    SEMI JOIN (
      SELECT
        "t8"."message_id",
        "t8"."ordinal",
        "t8"."link_id",
        "t8"."run_id"
      FROM "message_links" AS "t8"
      SEMI JOIN (
        SELECT
          "t12"."chat_id",
          "t12"."message_id",
          "t12"."month"
        FROM (
          SELECT
            "t4"."chat_id",
            "t4"."message_id",
            CAST((
              (
                EXTRACT(year FROM "t4"."sent_at") * 12
              ) + EXTRACT(month FROM "t4"."sent_at")
            ) - 1 AS INT) AS "month"
          FROM "messages" AS "t4"
        ) AS "t12"
        SEMI JOIN "result_holding_months" AS "t9"
          ON "t12"."chat_id" = "t9"."chat_id" AND "t12"."month" = "t9"."month"
      ) AS "t14"
        ON "t8"."message_id" = "t14"."message_id"
    ) AS "t16"
      ON "t7"."link_id" = "t16"."link_id"
  ) AS "t17"
  UNION
  SELECT
    *
  FROM (
    SELECT
      "t1"."link_id",
      "t1"."url",
      "t1"."host"
    FROM "result_addresses" AS "t1"
  ) AS "t10"
) AS "t19"
LEFT OUTER JOIN "result_previews" AS "t6"
  ON "t19"."link_id" = "t6"."link_id"
