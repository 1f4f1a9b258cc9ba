SELECT
  "t10"."message_id",
  "t10"."reference_kind",
  "t10"."repository_id",
  "t10"."line_start",
  "t10"."line_end",
  "t10"."commit_id",
  "t10"."blob_id",
  "t10"."mention" AS "text",
  COALESCE("t10"."path_right", "t10"."path") AS "path",
  "t10"."commit_id" IS NOT NULL AS "is_resolved",
  CAST(ROW_NUMBER() OVER (
    PARTITION BY "t10"."message_id"
    ORDER BY "t10"."place" ASC
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
  ) - 1 AS INT) AS "ordinal"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t8"."message_id",
      "t8"."text",
      "t5"."place",
      "t5"."reference_kind",
      "t5"."mention",
      "t5"."path",
      "t5"."line_start",
      "t5"."line_end",
      "t5"."is_plain",
      "t6"."message_id" AS "message_id_right",
      "t6"."place" AS "place_right",
      "t6"."repository_id",
      "t6"."path" AS "path_right",
      "t6"."commit_id",
      "t6"."blob_id"
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
    INNER JOIN "result_mentions" AS "t5"
      ON "t8"."text" = "t5"."text"
    LEFT OUTER JOIN "result_answers" AS "t6"
      ON "t8"."message_id" = "t6"."message_id" AND "t5"."place" = "t6"."place"
  ) AS "t9"
  WHERE
    "t9"."is_plain" OR (
      "t9"."commit_id" IS NOT NULL
    )
) AS "t10"
