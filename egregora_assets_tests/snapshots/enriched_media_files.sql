WITH "t7" AS (
  SELECT
    "t4"."message_id",
    "t4"."ordinal",
    "t4"."media_id",
    "t4"."media_type",
    "t4"."mime_type",
    "t4"."byte_count",
    "t4"."width",
    "t4"."height",
    "t4"."original_filename",
    "t4"."clean_path",
    "t4"."is_pii_redacted",
    "t4"."run_id",
    "t6"."sent_at",
    "t6"."position",
    "t6"."text"
  FROM "attachments" AS "t4"
  INNER JOIN (
    SELECT
      "t2"."message_id",
      "t2"."sent_at",
      "t2"."position",
      "t2"."text"
    FROM "messages" AS "t2"
  ) AS "t6"
    ON "t4"."message_id" = "t6"."message_id"
)
SELECT
  "t19"."media_id",
  "t19"."media_type",
  "t19"."mime_type",
  "t19"."byte_count",
  "t19"."width",
  "t19"."height",
  "t3"."phash",
  "t19"."original_filename",
  "t3"."description",
  "t19"."is_pii_redacted",
  'media/' || CAST("t19"."media_id" AS TEXT) || '.' || "t3"."suffix" AS "site_relative_path"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t14"."media_id",
      "t14"."media_type",
      "t14"."mime_type",
      "t14"."byte_count",
      "t14"."width",
      "t14"."height",
      "t14"."original_filename",
      "t14"."clean_path",
      "t14"."is_pii_redacted",
      "t16"."caption"
    FROM (
      SELECT
        "t11".*
        EXCLUDE ("text")
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t8"."message_id",
            "t8"."ordinal",
            "t8"."media_id",
            "t8"."media_type",
            "t8"."mime_type",
            "t8"."byte_count",
            "t8"."width",
            "t8"."height",
            "t8"."original_filename",
            "t8"."clean_path",
            "t8"."is_pii_redacted",
            "t8"."run_id",
            "t8"."sent_at",
            "t8"."position",
            "t8"."text",
            ROW_NUMBER() OVER (
              PARTITION BY "t8"."media_id"
              ORDER BY "t8"."clean_path" IS NULL ASC, "t8"."sent_at" ASC, "t8"."position" ASC, "t8"."message_id" ASC, "t8"."ordinal" ASC
              ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
            ) - 1 AS "place"
          FROM "t7" AS "t8"
        ) AS "t10"
        WHERE
          "t10"."place" = 0
      ) AS "t11"
    ) AS "t14"
    LEFT OUTER JOIN (
      SELECT
        "t13"."media_id",
        "t13"."text" AS "caption"
      FROM (
        SELECT
          "t9"."message_id",
          "t9"."ordinal",
          "t9"."media_id",
          "t9"."media_type",
          "t9"."mime_type",
          "t9"."byte_count",
          "t9"."width",
          "t9"."height",
          "t9"."original_filename",
          "t9"."clean_path",
          "t9"."is_pii_redacted",
          "t9"."run_id",
          "t9"."sent_at",
          "t9"."position",
          "t9"."text",
          ROW_NUMBER() OVER (
            PARTITION BY "t9"."media_id"
            ORDER BY "t9"."sent_at" ASC, "t9"."position" ASC, "t9"."message_id" ASC, "t9"."ordinal" ASC
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
          ) - 1 AS "place"
        FROM (
          SELECT
            *
          FROM "t7" AS "t8"
          WHERE
            LENGTH(TRIM("t8"."text", ' \x09
\x0d\x0b\x0c')) > 0
        ) AS "t9"
      ) AS "t13"
      WHERE
        "t13"."place" = 0
    ) AS "t16"
      ON "t14"."media_id" = "t16"."media_id"
  ) AS "t17"
  ORDER BY
    "t17"."media_id" ASC
) AS "t19"
INNER JOIN "result_files" AS "t3"
  ON "t19"."media_id" = "t3"."media_id"
