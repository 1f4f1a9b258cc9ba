SELECT
  *
FROM (
  SELECT
    "t4"."document_id"
  FROM "citations" AS "t4"
  SEMI JOIN (
    SELECT
      "t6"."message_id",
      "t6"."chat_id",
      "t6"."author_id",
      "t6"."sent_at",
      "t6"."local_time",
      "t6"."position",
      "t6"."kind",
      "t6"."text",
      "t6"."is_edited",
      "t6"."export_id",
      "t6"."run_id"
    FROM "messages" AS "t6"
    SEMI JOIN (
      SELECT
        *
      FROM "authors" AS "t2"
      WHERE
        "t2"."is_opted_out"
    ) AS "t8"
      ON "t6"."author_id" = "t8"."author_id"
  ) AS "t11"
    ON "t4"."message_id" = "t11"."message_id"
) AS "t12"
UNION
SELECT
  *
FROM (
  SELECT
    "t5"."document_id"
  FROM "documents" AS "t5"
  SEMI JOIN (
    SELECT
      *
    FROM "authors" AS "t2"
    WHERE
      "t2"."is_opted_out"
  ) AS "t8"
    ON "t5"."subject_author_id" = "t8"."author_id"
) AS "t9"
