SELECT
  *
FROM (
  SELECT
    "t6".*
    EXCLUDE ("chat_id")
  FROM (
    SELECT
      "t5"."document_id",
      "t5"."chat_id",
      "t5"."title",
      "t5"."language",
      "t5"."window_start",
      "t5"."window_end",
      "t4"."public_title",
      "t4"."time_zone"
    FROM (
      SELECT
        "t0"."document_id",
        "t0"."chat_id",
        "t0"."title",
        "t0"."language",
        "t0"."window_start",
        "t0"."window_end"
      FROM "documents" AS "t0"
      WHERE
        "t0"."doc_type" = 'post' AND "t0"."status" = 'published'
    ) AS "t5"
    INNER JOIN (
      SELECT
        "t1"."chat_id",
        "t1"."public_title",
        "t1"."time_zone"
      FROM "chats" AS "t1"
    ) AS "t4"
      ON "t5"."chat_id" = "t4"."chat_id"
  ) AS "t6"
) AS "t7"
ORDER BY
  "t7"."document_id" ASC
