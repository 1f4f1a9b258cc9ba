SELECT
  "t19"."message_id",
  "t19"."media_id",
  "t19"."original_filename",
  "t19"."media_type",
  "t19"."mime_type",
  "t19"."byte_count",
  "t19"."width",
  "t19"."height",
  "t19"."clean_path",
  "t19"."is_pii_redacted",
  0 AS "ordinal"
FROM (
  SELECT
    "t6"."message_id",
    "t6"."media_id",
    "t6"."original_filename",
    "t7"."media_type",
    "t7"."mime_type",
    "t7"."byte_count",
    "t7"."width",
    "t7"."height",
    "t7"."clean_path",
    "t7"."is_pii_redacted"
  FROM "result_files" AS "t6"
  INNER JOIN "result_media" AS "t7"
    ON "t6"."media_id" = "t7"."media_id"
  SEMI JOIN (
    SELECT
      "t16"."message_id"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t13"."message_id",
          "t13"."chat_id",
          "t13"."sent_at",
          "t13"."local_time",
          "t13"."position",
          "t13"."kind",
          "t13"."is_edited",
          "t13"."export_id",
          "t9"."author_id"
        FROM (
          SELECT
            "t4"."message_id",
            "t4"."chat_id",
            "t4"."sent_at",
            "t4"."local_time",
            "t4"."position",
            "t4"."kind",
            "t4"."is_edited",
            "t4"."export_id"
          FROM "ingested" AS "t4"
        ) AS "t13"
        INNER JOIN "result_senders" AS "t9"
          ON "t13"."message_id" = "t9"."message_id"
      ) AS "t14"
      WHERE
        (
          "t14"."author_id" IS NOT NULL
        ) OR (
          "t14"."kind" = 'system'
        )
    ) AS "t16"
    ANTI JOIN (
      SELECT
        "t3"."author_id"
      FROM "identities" AS "t3"
      WHERE
        "t3"."is_opted_out"
    ) AS "t12"
      ON "t16"."author_id" = "t12"."author_id"
    ANTI JOIN "result_hidden_notices" AS "t8"
      ON "t16"."message_id" = "t8"."message_id"
  ) AS "t18"
    ON "t6"."message_id" = "t18"."message_id"
) AS "t19"
