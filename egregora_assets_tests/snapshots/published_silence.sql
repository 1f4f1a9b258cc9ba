SELECT
  "t9"."began_day",
  "t9"."ended_day",
  "t9"."seconds"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t6"."sent_at",
      "t6"."message_id",
      LAG("t6"."day") OVER (
        ORDER BY "t6"."sent_at" ASC, "t6"."position" ASC, "t6"."message_id" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS "began_day",
      "t6"."day" AS "ended_day",
      "t6"."second" - LAG("t6"."second") OVER (
        ORDER BY "t6"."sent_at" ASC, "t6"."position" ASC, "t6"."message_id" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS "seconds"
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
        CAST("t5"."local_time" AS DATE) AS "day",
        EPOCH(CAST(CAST("t5"."sent_at" AS TIMESTAMP(6)) AS TIMESTAMP)) AS "second"
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
  ) AS "t7"
  WHERE
    "t7"."began_day" IS NOT NULL
  ORDER BY
    "t7"."seconds" DESC,
    "t7"."sent_at" ASC,
    "t7"."message_id" ASC
  LIMIT 1
) AS "t9"
