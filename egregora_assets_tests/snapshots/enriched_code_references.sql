SELECT
  "t12"."message_id",
  "t12"."repository_id",
  "t12"."line_start",
  "t12"."line_end",
  "t12"."revision",
  "t12"."repository_name",
  "t12"."commit_id",
  "t12"."blob_id",
  "t12"."reason",
  COALESCE("t12"."taken", "t12"."reference_kind") AS "reference_kind",
  "t12"."mention" AS "text",
  CASE
    WHEN "t12"."taken" = 'ref'
    THEN CAST(NULL AS TEXT)
    ELSE COALESCE("t12"."path_right", "t12"."path")
  END AS "path",
  "t12"."request_number" AS "number",
  "t12"."commit_id" IS NOT NULL AS "is_resolved",
  CAST(ROW_NUMBER() OVER (
    PARTITION BY "t12"."message_id"
    ORDER BY "t12"."place" ASC
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
  ) - 1 AS INT) AS "ordinal"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t10"."message_id",
      "t6"."number",
      "t7"."place",
      "t7"."reference_kind",
      "t7"."mention",
      "t7"."path",
      "t7"."line_start",
      "t7"."line_end",
      "t7"."revision",
      "t7"."request_number",
      "t7"."repository_name",
      "t7"."is_plain",
      "t8"."message_id" AS "message_id_right",
      "t8"."place" AS "place_right",
      "t8"."repository_id",
      "t8"."path" AS "path_right",
      "t8"."commit_id",
      "t8"."blob_id",
      "t8"."reason",
      "t8"."taken"
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
    ) AS "t10"
    ANTI JOIN "result_holding_months" AS "t5"
      ON "t10"."chat_id" = "t5"."chat_id" AND "t10"."month" = "t5"."month"
    INNER JOIN "result_texts" AS "t6"
      ON "t10"."text" = "t6"."text"
    INNER JOIN "result_mentions" AS "t7"
      ON "t6"."number" = "t7"."number"
    LEFT OUTER JOIN "result_answers" AS "t8"
      ON "t10"."message_id" = "t8"."message_id" AND "t7"."place" = "t8"."place"
  ) AS "t11"
  WHERE
    "t11"."is_plain"
    OR (
      (
        "t11"."commit_id" IS NOT NULL
      )
      OR (
        (
          "t11"."reference_kind" = 'issue'
        )
        AND (
          "t11"."repository_id" IS NOT NULL
        )
      )
    )
) AS "t12"
