SELECT
  *
FROM (
  SELECT
    "t8"."document_id"
  FROM "documents" AS "t8"
  SEMI JOIN "result_gone" AS "t9"
    ON "t8"."document_id" = "t9"."document_id"
  SEMI JOIN "chats" AS "t10"
    ON "t8"."chat_id" = "t10"."chat_id"
  ANTI JOIN (
    SELECT
      "t26"."document_id"
    FROM (
      SELECT
        "t12"."document_id",
        "t12"."ordinal",
        "t12"."message_id",
        "t12"."quote",
        "t12"."section",
        "t12"."role",
        "t12"."run_id",
        "t25"."message_id" AS "message_id_right",
        "t25"."chat_id",
        "t25"."author_id",
        "t25"."sent_at",
        "t25"."local_time",
        "t25"."position",
        "t25"."kind",
        "t25"."text",
        "t25"."is_edited",
        "t25"."export_id",
        "t25"."run_id" AS "run_id_right"
      FROM "citations" AS "t12"
      SEMI JOIN "result_gone" AS "t9"
        ON "t12"."document_id" = "t9"."document_id"
      LEFT OUTER JOIN (
        SELECT
          "t13"."message_id",
          "t13"."chat_id",
          "t13"."author_id",
          "t13"."sent_at",
          "t13"."local_time",
          "t13"."position",
          "t13"."kind",
          "t13"."text",
          "t13"."is_edited",
          "t13"."export_id",
          "t13"."run_id"
        FROM "messages" AS "t13"
        SEMI JOIN (
          SELECT
            *
          FROM "window_messages" AS "t7"
          WHERE
            NOT (
              "t7"."is_overlap"
            )
        ) AS "t19"
          ON "t13"."message_id" = "t19"."message_id"
      ) AS "t25"
        ON "t12"."message_id" = "t25"."message_id"
    ) AS "t26"
    WHERE
      (
        "t26"."text" IS NULL
      ) OR NOT (
        CONTAINS("t26"."text", "t26"."quote")
      )
  ) AS "t28"
    ON "t8"."document_id" = "t28"."document_id"
  ANTI JOIN (
    SELECT
      "t11"."document_id"
    FROM "document_authors" AS "t11"
    ANTI JOIN (
      SELECT
        "t5"."author_id"
      FROM "authors" AS "t5"
      WHERE
        NOT (
          "t5"."is_opted_out"
        )
    ) AS "t18"
      ON "t11"."author_id" = "t18"."author_id"
  ) AS "t23"
    ON "t8"."document_id" = "t23"."document_id"
  ANTI JOIN (
    SELECT
      "t17"."document_id"
    FROM (
      SELECT
        "t0"."document_id",
        "t0"."subject_author_id" AS "author_id"
      FROM "documents" AS "t0"
      WHERE
        "t0"."subject_author_id" IS NOT NULL
    ) AS "t17"
    ANTI JOIN (
      SELECT
        "t5"."author_id"
      FROM "authors" AS "t5"
      WHERE
        NOT (
          "t5"."is_opted_out"
        )
    ) AS "t18"
      ON "t17"."author_id" = "t18"."author_id"
  ) AS "t24"
    ON "t8"."document_id" = "t24"."document_id"
) AS "t29"
ORDER BY
  "t29"."document_id" ASC
