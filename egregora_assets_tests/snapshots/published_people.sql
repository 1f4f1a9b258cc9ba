SELECT
  *
FROM (
  SELECT
    "t6"."chat_id",
    "t10"."first_day",
    "t10"."last_day",
    "t6"."author_id" AS "person_id",
    "t6"."public_name" AS "name",
    COALESCE("t10"."message_count", 0) AS "message_count",
    COALESCE("t10"."day_count", 0) AS "day_count"
  FROM (
    SELECT
      *
    FROM "authors" AS "t0"
    WHERE
      NOT (
        "t0"."is_opted_out"
      )
  ) AS "t6"
  LEFT OUTER JOIN (
    SELECT
      "t8"."author_id",
      COUNT(*) AS "message_count",
      COUNT(DISTINCT "t8"."day") AS "day_count",
      MIN("t8"."day") AS "first_day",
      MAX("t8"."day") AS "last_day"
    FROM (
      SELECT
        "t7"."message_id",
        "t7"."chat_id",
        "t7"."author_id",
        "t7"."sent_at",
        "t7"."local_time",
        "t7"."position",
        "t7"."kind",
        "t7"."text",
        "t7"."is_edited",
        "t7"."export_id",
        "t7"."run_id",
        CAST("t7"."local_time" AS DATE) AS "day"
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
          FROM "authors" AS "t0"
          WHERE
            "t0"."is_opted_out"
        ) AS "t5"
          ON "t2"."author_id" = "t5"."author_id"
      ) AS "t7"
      WHERE
        "t7"."author_id" IS NOT NULL
    ) AS "t8"
    GROUP BY
      1
  ) AS "t10"
    ON "t6"."author_id" = "t10"."author_id"
) AS "t11"
ORDER BY
  "t11"."name" ASC,
  "t11"."person_id" ASC
