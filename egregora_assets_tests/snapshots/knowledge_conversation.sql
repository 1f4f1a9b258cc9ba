SELECT
  *
FROM (
  SELECT
    "t9"."row",
    "t9"."message_id",
    "t9"."sent_at",
    CAST(TIMEZONE('UTC', TIMEZONE('Europe/Lisbon', "t9"."monday")) AS TIMESTAMP(9)) AS "week_start",
    CAST(TIMEZONE('UTC', TIMEZONE('Europe/Lisbon', "t9"."monday" + INTERVAL '7' DAY)) AS TIMESTAMP(9)) AS "week_end",
    CASE
      WHEN COALESCE(
        "t9"."kind" IN ('text', 'media', 'poll')
        AND (
          TRIM("t9"."text", ' \x09
\x0d\x0b\x0c') <> ''
        )
        AND NOT (
          "t9"."is_opted_out"
        ),
        FALSE
      )
      THEN "t9"."pseudonym" || ': ' || TRIM("t9"."text", ' \x09
\x0d\x0b\x0c')
      ELSE ''
    END AS "line"
  FROM (
    SELECT
      "t8"."message_id",
      "t8"."author_id",
      "t8"."sent_at",
      "t8"."kind",
      "t8"."text",
      "t8"."row",
      "t8"."author_id_right",
      "t8"."pseudonym",
      "t8"."is_opted_out",
      CASE
        WHEN "t8"."sent_at" < CAST(TIMEZONE('UTC', TIMEZONE('Europe/Lisbon', "t8"."monday")) AS TIMESTAMP(9))
        THEN "t8"."monday" - INTERVAL '7' DAY
        ELSE "t8"."monday"
      END AS "monday"
    FROM (
      SELECT
        "t7"."message_id",
        "t7"."author_id",
        "t7"."sent_at",
        "t7"."kind",
        "t7"."text",
        "t7"."row",
        "t7"."author_id_right",
        "t7"."pseudonym",
        "t7"."is_opted_out",
        CAST(DATE_TRUNC(
          'WEEK',
          TIMEZONE(
            'Europe/Lisbon',
            TIMEZONE(
              'UTC',
              CAST(MAKE_TIMESTAMP_NS(
                EPOCH_NS("t7"."sent_at") - (
                  (
                    (
                      EPOCH_NS("t7"."sent_at") % 1000
                    ) + 1000
                  ) % 1000
                )
              ) AS TIMESTAMP(6))
            )
          )
        ) AS TIMESTAMP(6)) AS "monday"
      FROM (
        SELECT
          "t6"."message_id",
          "t6"."author_id",
          "t6"."sent_at",
          "t6"."kind",
          "t6"."text",
          "t6"."row",
          "t4"."author_id" AS "author_id_right",
          "t4"."pseudonym",
          "t4"."is_opted_out"
        FROM (
          SELECT
            "t3"."message_id",
            "t3"."author_id",
            "t3"."sent_at",
            "t3"."kind",
            "t3"."text",
            ROW_NUMBER() OVER (
              ORDER BY "t3"."sent_at" ASC, "t3"."position" ASC, "t3"."message_id" ASC
              ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
            ) - 1 AS "row"
          FROM (
            SELECT
              *
            FROM "messages" AS "t0"
            WHERE
              "t0"."chat_id" = CAST('00000000-0000-8000-8000-000000000001' AS UUID)
              AND "t0"."kind" <> 'system'
          ) AS "t3"
        ) AS "t6"
        LEFT OUTER JOIN (
          SELECT
            "t1"."author_id",
            "t1"."pseudonym",
            "t1"."is_opted_out"
          FROM "authors" AS "t1"
        ) AS "t4"
          ON "t6"."author_id" = "t4"."author_id"
      ) AS "t7"
    ) AS "t8"
  ) AS "t9"
) AS "t10"
ORDER BY
  "t10"."row" ASC
