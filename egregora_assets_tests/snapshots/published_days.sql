SELECT
  *
FROM (
  SELECT
    "t6"."day",
    COUNT(*) AS "message_count",
    COUNT(DISTINCT "t6"."author_id") AS "person_count"
  FROM (
    SELECT
      "t5"."message_id",
      "t5"."chat_id",
      "t5"."author_id",
      "t5"."sent_at",
      "t5"."local_time",
      "t5"."position",
      "t5"."kind",
      "t5"."text",
      "t5"."is_edited",
      "t5"."export_id",
      "t5"."run_id",
      CAST("t5"."local_time" AS DATE) AS "day"
    FROM (
      SELECT
        "t2"."message_id",
        "t2"."chat_id",
        "t2"."author_id",
        "t2"."sent_at",
        "t2"."local_time",
        "t2"."position",
        "t2"."kind",
        "t2"."text",
        "t2"."is_edited",
        "t2"."export_id",
        "t2"."run_id"
      FROM "messages" AS "t2"
      ANTI JOIN (
        SELECT
          *
        FROM "authors" AS "t1"
        WHERE
          "t1"."is_opted_out"
      ) AS "t4"
        ON "t2"."author_id" = "t4"."author_id"
    ) AS "t5"
    WHERE
      "t5"."author_id" IS NOT NULL
  ) AS "t6"
  GROUP BY
    1
) AS "t7"
ORDER BY
  "t7"."day" ASC
