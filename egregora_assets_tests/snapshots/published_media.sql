SELECT
  *
FROM (
  SELECT
    "t5"."media_id",
    "t5"."media_type",
    "t5"."description",
    "t5"."width",
    "t5"."height",
    "t5"."site_relative_path",
    "t12"."clean_path",
    "t19"."message_id",
    "t19"."day",
    "t5"."phash",
    "t19"."author_id" AS "person_id",
    ROW_NUMBER() OVER (
      ORDER BY "t19"."moment" ASC, "t19"."position" ASC, "t19"."message_id" ASC, "t5"."media_id" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) - 1 AS "turn"
  FROM "media_files" AS "t5"
  INNER JOIN (
    SELECT
      "t17"."media_id",
      "t17"."message_id",
      "t17"."author_id",
      "t17"."day",
      "t17"."share_count",
      "t17"."position",
      CAST("t17"."sent_at" AS TIMESTAMP(6)) AS "moment"
    FROM (
      SELECT
        "t16"."message_id",
        "t16"."media_id",
        "t16"."chat_id",
        "t16"."author_id",
        "t16"."sent_at",
        "t16"."local_time",
        "t16"."position",
        "t16"."kind",
        "t16"."text",
        "t16"."is_edited",
        "t16"."export_id",
        "t16"."run_id",
        "t16"."day",
        ROW_NUMBER() OVER (
          PARTITION BY "t16"."media_id"
          ORDER BY "t16"."sent_at" ASC, "t16"."position" ASC, "t16"."message_id" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) - 1 AS "place",
        COUNT(*) OVER (
          PARTITION BY "t16"."media_id"
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) AS "share_count"
      FROM (
        SELECT
          "t10"."message_id",
          "t10"."media_id",
          "t15"."chat_id",
          "t15"."author_id",
          "t15"."sent_at",
          "t15"."local_time",
          "t15"."position",
          "t15"."kind",
          "t15"."text",
          "t15"."is_edited",
          "t15"."export_id",
          "t15"."run_id",
          "t15"."day"
        FROM (
          SELECT
            "t2"."message_id",
            "t2"."media_id"
          FROM "message_media" AS "t2"
        ) AS "t10"
        INNER JOIN (
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
            "t13"."run_id",
            CAST("t13"."local_time" AS DATE) AS "day"
          FROM (
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
            ANTI JOIN (
              SELECT
                *
              FROM "authors" AS "t4"
              WHERE
                "t4"."is_opted_out"
            ) AS "t11"
              ON "t6"."author_id" = "t11"."author_id"
          ) AS "t13"
        ) AS "t15"
          ON "t10"."message_id" = "t15"."message_id"
      ) AS "t16"
    ) AS "t17"
    WHERE
      "t17"."place" = 0
  ) AS "t19"
    ON "t5"."media_id" = "t19"."media_id"
  LEFT OUTER JOIN (
    SELECT
      "t1"."media_id",
      MIN("t1"."clean_path") AS "clean_path"
    FROM "attachments" AS "t1"
    GROUP BY
      1
  ) AS "t12"
    ON "t5"."media_id" = "t12"."media_id"
) AS "t20"
ORDER BY
  "t20"."day" DESC,
  "t20"."media_id" ASC
