SELECT
  *
FROM (
  SELECT
    "t10"."link_id",
    "t10"."url",
    "t10"."host",
    "t10"."title",
    "t10"."summary",
    "t17"."message_id",
    "t17"."day",
    "t17"."share_count"
  FROM (
    SELECT
      *
    FROM "links" AS "t0"
    WHERE
      STARTS_WITH("t0"."url", 'http://') OR STARTS_WITH("t0"."url", 'https://')
  ) AS "t10"
  INNER JOIN (
    SELECT
      "t15"."link_id",
      "t15"."message_id",
      "t15"."author_id",
      "t15"."day",
      "t15"."share_count",
      "t15"."position",
      CAST("t15"."sent_at" AS TIMESTAMP(6)) AS "moment"
    FROM (
      SELECT
        "t14"."message_id",
        "t14"."link_id",
        "t14"."chat_id",
        "t14"."author_id",
        "t14"."sent_at",
        "t14"."local_time",
        "t14"."position",
        "t14"."kind",
        "t14"."text",
        "t14"."is_edited",
        "t14"."export_id",
        "t14"."run_id",
        "t14"."day",
        ROW_NUMBER() OVER (
          PARTITION BY "t14"."link_id"
          ORDER BY "t14"."sent_at" ASC, "t14"."position" ASC, "t14"."message_id" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) - 1 AS "place",
        COUNT(*) OVER (
          PARTITION BY "t14"."link_id"
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS "share_count"
      FROM (
        SELECT
          "t7"."message_id",
          "t7"."link_id",
          "t13"."chat_id",
          "t13"."author_id",
          "t13"."sent_at",
          "t13"."local_time",
          "t13"."position",
          "t13"."kind",
          "t13"."text",
          "t13"."is_edited",
          "t13"."export_id",
          "t13"."run_id",
          "t13"."day"
        FROM (
          SELECT
            "t1"."message_id",
            "t1"."link_id"
          FROM "message_links" AS "t1"
        ) AS "t7"
        INNER JOIN (
          SELECT
            "t11"."message_id",
            "t11"."chat_id",
            "t11"."author_id",
            "t11"."sent_at",
            "t11"."local_time",
            "t11"."position",
            "t11"."kind",
            "t11"."text",
            "t11"."is_edited",
            "t11"."export_id",
            "t11"."run_id",
            CAST("t11"."local_time" AS DATE) AS "day"
          FROM (
            SELECT
              "t4"."message_id",
              "t4"."chat_id",
              "t4"."author_id",
              "t4"."sent_at",
              "t4"."local_time",
              "t4"."position",
              "t4"."kind",
              "t4"."text",
              "t4"."is_edited",
              "t4"."export_id",
              "t4"."run_id"
            FROM "messages" AS "t4"
            ANTI JOIN (
              SELECT
                *
              FROM "authors" AS "t3"
              WHERE
                "t3"."is_opted_out"
            ) AS "t8"
              ON "t4"."author_id" = "t8"."author_id"
          ) AS "t11"
        ) AS "t13"
          ON "t7"."message_id" = "t13"."message_id"
      ) AS "t14"
    ) AS "t15"
    WHERE
      "t15"."place" = 0
  ) AS "t17"
    ON "t10"."link_id" = "t17"."link_id"
) AS "t18"
ORDER BY
  "t18"."day" DESC,
  "t18"."url" ASC
