SELECT
  *
FROM (
  SELECT
    "t20"."chat_id",
    CAST(TIMEZONE('UTC', TIMEZONE("t20"."time_zone", "t20"."first")) AS TIMESTAMP(9)) AS "week_start",
    CAST(TIMEZONE('UTC', TIMEZONE("t20"."time_zone", "t20"."first" + INTERVAL '3' MONTH)) AS TIMESTAMP(9)) AS "week_end",
    "t20"."message_count",
    "t20"."digest",
    CAST("t20"."first" AS TEXT) AS "name"
  FROM (
    SELECT
      "t19"."chat_id",
      "t19"."time_zone",
      "t19"."first",
      MIN("t19"."sent_at") AS "week_start",
      MAX("t19"."sent_at") AS "last_at",
      COUNT(*) AS "message_count",
      SHA256(
        LISTAGG(
          
            CONCAT_WS(
              ' ',
              COALESCE(CAST("t19"."message_id" AS TEXT), ''),
              COALESCE(CAST("t19"."sent_at" AS TEXT), ''),
              COALESCE("t19"."kind", ''),
              COALESCE(CAST("t19"."is_opted_out" AS TEXT), ''),
              COALESCE(CAST(LENGTH("t19"."text") AS TEXT), ''),
              COALESCE(CAST(LENGTH("t19"."title") AS TEXT), ''),
              COALESCE(CAST(LENGTH("t19"."pseudonym") AS TEXT), ''),
              COALESCE("t19"."pseudonym", ''),
              COALESCE("t19"."text", '')
            ) || "t19"."title",
            '' ORDER BY "t19"."sent_at" ASC, "t19"."position" ASC, "t19"."message_id" ASC
          
        )
      ) AS "digest"
    FROM (
      SELECT
        "t18"."chat_id",
        "t18"."message_id",
        "t18"."sent_at",
        "t18"."position",
        "t18"."kind",
        "t18"."text",
        "t18"."pseudonym",
        "t18"."is_opted_out",
        "t18"."title",
        "t18"."time_zone",
        CASE
          WHEN "t18"."sent_at" < CAST(TIMEZONE('UTC', TIMEZONE("t18"."time_zone", "t18"."first")) AS TIMESTAMP(9))
          THEN "t18"."first" - INTERVAL '3' MONTH
          ELSE "t18"."first"
        END AS "first"
      FROM (
        SELECT
          "t17"."chat_id",
          "t17"."message_id",
          "t17"."sent_at",
          "t17"."position",
          "t17"."kind",
          "t17"."text",
          "t17"."pseudonym",
          "t17"."is_opted_out",
          "t17"."title",
          "t17"."time_zone",
          CAST(MAKE_TIMESTAMP(1970, 1, 1, 0, 0, 0.0) + TO_MONTHS(
            CAST(CAST(FLOOR(
              (
                (
                  (
                    (
                      EXTRACT(year FROM TIMEZONE(
                        "t17"."time_zone",
                        TIMEZONE(
                          'UTC',
                          CAST(MAKE_TIMESTAMP_NS(
                            EPOCH_NS("t17"."sent_at") - (
                              (
                                (
                                  EPOCH_NS("t17"."sent_at") % 1000
                                ) + 1000
                              ) % 1000
                            )
                          ) AS TIMESTAMP(6))
                        )
                      )) - 1970
                    ) * 12
                  ) + EXTRACT(month FROM TIMEZONE(
                    "t17"."time_zone",
                    TIMEZONE(
                      'UTC',
                      CAST(MAKE_TIMESTAMP_NS(
                        EPOCH_NS("t17"."sent_at") - (
                          (
                            (
                              EPOCH_NS("t17"."sent_at") % 1000
                            ) + 1000
                          ) % 1000
                        )
                      ) AS TIMESTAMP(6))
                    )
                  ))
                ) - 1
              ) / (
                3
              )
            ) AS BIGINT) * 3 AS INT)
          ) AS TIMESTAMP(6)) AS "first"
        FROM (
          SELECT
            "t12"."chat_id",
            "t12"."message_id",
            "t12"."sent_at",
            "t12"."position",
            "t12"."kind",
            "t12"."text",
            "t9"."pseudonym",
            "t9"."is_opted_out",
            COALESCE("t16"."title", '') AS "title",
            "t10"."time_zone"
          FROM (
            SELECT
              *
            FROM "messages" AS "t0"
            WHERE
              "t0"."kind" <> 'system'
          ) AS "t12"
          LEFT OUTER JOIN (
            SELECT
              "t1"."author_id",
              "t1"."pseudonym",
              "t1"."is_opted_out"
            FROM "authors" AS "t1"
          ) AS "t9"
            ON "t12"."author_id" = "t9"."author_id"
          LEFT OUTER JOIN (
            SELECT
              "t14"."message_id",
              LISTAGG("t14"."title", ' ' ORDER BY "t14"."ordinal" ASC) AS "title"
            FROM (
              SELECT
                "t5"."message_id",
                "t5"."ordinal",
                "t5"."link_id",
                "t5"."run_id",
                "t13"."title"
              FROM "message_links" AS "t5"
              INNER JOIN (
                SELECT
                  "t4"."link_id",
                  "t4"."title"
                FROM "links" AS "t4"
                WHERE
                  "t4"."status" = 'fetched' AND "t4"."title" IS NOT NULL
              ) AS "t13"
                ON "t5"."link_id" = "t13"."link_id"
            ) AS "t14"
            GROUP BY
              1
          ) AS "t16"
            ON "t12"."message_id" = "t16"."message_id"
          INNER JOIN (
            SELECT
              "t2"."chat_id",
              "t2"."time_zone"
            FROM "chats" AS "t2"
          ) AS "t10"
            ON "t12"."chat_id" = "t10"."chat_id"
        ) AS "t17"
      ) AS "t18"
    ) AS "t19"
    GROUP BY
      1,
      2,
      3
  ) AS "t20"
) AS "t21"
ORDER BY
  "t21"."chat_id" ASC,
  "t21"."week_start" ASC
