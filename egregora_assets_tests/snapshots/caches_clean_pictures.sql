SELECT
  *
FROM (
  SELECT
    "t5"."media_id",
    MIN("t5"."clean_path") AS "clean_path"
  FROM (
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
      "t4"."run_id"
    FROM (
      SELECT
        "t0"."message_id",
        "t0"."ordinal",
        "t0"."media_id",
        "t0"."media_type",
        "t0"."mime_type",
        "t0"."byte_count",
        "t0"."width",
        "t0"."height",
        "t0"."original_filename",
        REPLACE("t0"."clean_path", '.mp4', '.poster.jpg') AS "clean_path",
        "t0"."is_pii_redacted",
        "t0"."run_id"
      FROM "attachments" AS "t0"
      WHERE
        "t0"."clean_path" IS NOT NULL
        AND "t0"."media_type" IN ('image', 'sticker', 'video')
    ) AS "t4"
    SEMI JOIN "media_files" AS "t2"
      ON "t4"."media_id" = "t2"."media_id"
  ) AS "t5"
  GROUP BY
    1
) AS "t6"
ORDER BY
  "t6"."media_id" ASC
