WITH "t5" AS (
  SELECT
    "t2"."message_id",
    "t2"."ordinal",
    "t2"."media_id",
    "t2"."media_type",
    "t2"."mime_type",
    "t2"."byte_count",
    "t2"."width",
    "t2"."height",
    "t2"."original_filename",
    "t2"."clean_path",
    "t2"."is_pii_redacted",
    "t2"."run_id",
    "t4"."sent_at",
    "t4"."position",
    "t4"."text"
  FROM "attachments" AS "t2"
  INNER JOIN (
    SELECT
      "t1"."message_id",
      "t1"."sent_at",
      "t1"."position",
      "t1"."text"
    FROM "messages" AS "t1"
  ) AS "t4"
    ON "t2"."message_id" = "t4"."message_id"
)
SELECT
  *
FROM (
  SELECT
    "t12"."media_id",
    "t12"."media_type",
    "t12"."mime_type",
    "t12"."byte_count",
    "t12"."width",
    "t12"."height",
    "t12"."original_filename",
    "t12"."clean_path",
    "t12"."is_pii_redacted",
    "t14"."caption"
  FROM (
    SELECT
      "t9".*
      EXCLUDE ("text")
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t6"."message_id",
          "t6"."ordinal",
          "t6"."media_id",
          "t6"."media_type",
          "t6"."mime_type",
          "t6"."byte_count",
          "t6"."width",
          "t6"."height",
          "t6"."original_filename",
          "t6"."clean_path",
          "t6"."is_pii_redacted",
          "t6"."run_id",
          "t6"."sent_at",
          "t6"."position",
          "t6"."text",
          ROW_NUMBER() OVER (
            PARTITION BY "t6"."media_id"
            ORDER BY "t6"."clean_path" IS NULL ASC, "t6"."sent_at" ASC, "t6"."position" ASC, "t6"."message_id" ASC, "t6"."ordinal" ASC
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
          ) - 1 AS "place"
        FROM "t5" AS "t6"
      ) AS "t8"
      WHERE
        "t8"."place" = 0
    ) AS "t9"
  ) AS "t12"
  LEFT OUTER JOIN (
    SELECT
      "t11"."media_id",
      "t11"."text" AS "caption"
    FROM (
      SELECT
        "t7"."message_id",
        "t7"."ordinal",
        "t7"."media_id",
        "t7"."media_type",
        "t7"."mime_type",
        "t7"."byte_count",
        "t7"."width",
        "t7"."height",
        "t7"."original_filename",
        "t7"."clean_path",
        "t7"."is_pii_redacted",
        "t7"."run_id",
        "t7"."sent_at",
        "t7"."position",
        "t7"."text",
        ROW_NUMBER() OVER (
          PARTITION BY "t7"."media_id"
          ORDER BY "t7"."sent_at" ASC, "t7"."position" ASC, "t7"."message_id" ASC, "t7"."ordinal" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) - 1 AS "place"
      FROM (
        SELECT
          *
        FROM "t5" AS "t6"
        WHERE
          LENGTH(TRIM("t6"."text", ' \x09
\x0d\x0b\x0c')) > 0
      ) AS "t7"
    ) AS "t11"
    WHERE
      "t11"."place" = 0
  ) AS "t14"
    ON "t12"."media_id" = "t14"."media_id"
) AS "t15"
ORDER BY
  "t15"."media_id" ASC
