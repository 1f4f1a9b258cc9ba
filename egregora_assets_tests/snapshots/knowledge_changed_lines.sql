SELECT
  "t22".*
  EXCLUDE ("position")
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t20"."chat_id",
      "t20"."message_id",
      "t20"."sent_at",
      "t20"."position",
      "t20"."line",
      REGEXP_EXTRACT_ALL(
        CASE
          WHEN CONTAINS("t20"."text" || ' ' || "t20"."title", '://')
          OR CONTAINS("t20"."text" || ' ' || "t20"."title", 'www.')
          OR CONTAINS("t20"."text" || ' ' || "t20"."title", '[')
          THEN REGEXP_REPLACE(
            "t20"."text" || ' ' || "t20"."title",
            'https?://\S+|www\.\S+|\[\p{L}[\p{L}_ -]{0,39}-[0-9]+\]',
            ' ',
            'g'
          )
          ELSE "t20"."text" || ' ' || "t20"."title"
        END,
        '[\p{L}\p{M}\p{N}]+'
      ) AS "words"
    FROM (
      SELECT
        "t19"."chat_id",
        "t19"."message_id",
        "t19"."sent_at",
        "t19"."position",
        CASE
          WHEN COALESCE(
            "t19"."kind" IN ('text', 'media', 'poll')
            AND (
              TRIM("t19"."text", ' \x09
\x0d\x0b\x0c') <> ''
            )
            AND NOT (
              "t19"."is_opted_out"
            ),
            FALSE
          )
          THEN "t19"."pseudonym" || ': ' || TRIM("t19"."text", ' \x09
\x0d\x0b\x0c')
          ELSE ''
        END AS "line",
        CASE
          WHEN COALESCE(
            "t19"."kind" IN ('text', 'media', 'poll')
            AND (
              TRIM("t19"."text", ' \x09
\x0d\x0b\x0c') <> ''
            )
            AND NOT (
              "t19"."is_opted_out"
            ),
            FALSE
          )
          THEN "t19"."text"
          ELSE ''
        END AS "text",
        CASE
          WHEN COALESCE(
            "t19"."kind" IN ('text', 'media', 'poll')
            AND (
              TRIM("t19"."text", ' \x09
\x0d\x0b\x0c') <> ''
            )
            AND NOT (
              "t19"."is_opted_out"
            ),
            FALSE
          )
          THEN "t19"."title"
          ELSE ''
        END AS "title"
      FROM (
        SELECT
          "t18"."chat_id",
          "t18"."message_id",
          "t18"."sent_at",
          "t18"."position",
          "t18"."kind",
          "t18"."text",
          "t7"."pseudonym",
          "t7"."is_opted_out",
          COALESCE("t15"."title", '') AS "title"
        FROM (
          SELECT
            "t16"."message_id",
            "t16"."chat_id",
            "t16"."author_id",
            "t16"."sent_at",
            "t16"."local_time",
            "t16"."position",
            "t16"."kind",
            "t16"."text",
            "t16"."is_edited",
            "t16"."export_id",
            "t16"."run_id"
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
              "t4"."run_id",
              "t13"."since"
            FROM "messages" AS "t4"
            INNER JOIN (
              SELECT
                CAST(LIST_EXTRACT(STR_SPLIT("t9"."span", ' '), 1) AS UUID) AS "chat_id",
                CAST(LIST_EXTRACT(STR_SPLIT("t9"."span", ' '), 2) AS TIMESTAMP(9)) AS "since"
              FROM (
                SELECT
                  UNNEST(
                    STR_SPLIT(
                      '00000000-0000-8000-8000-000000000001 2024-01-08T00:00:00.000000000',
                      '
'
                    )
                  ) AS "span"
              ) AS "t9"
            ) AS "t13"
              ON "t4"."chat_id" = "t13"."chat_id"
          ) AS "t16"
          WHERE
            "t16"."sent_at" >= "t16"."since" AND "t16"."kind" <> 'system'
        ) AS "t18"
        LEFT OUTER JOIN (
          SELECT
            "t0"."author_id",
            "t0"."pseudonym",
            "t0"."is_opted_out"
          FROM "authors" AS "t0"
        ) AS "t7"
          ON "t18"."author_id" = "t7"."author_id"
        LEFT OUTER JOIN (
          SELECT
            "t11"."message_id",
            LISTAGG("t11"."title", ' ' ORDER BY "t11"."ordinal" ASC) AS "title"
          FROM (
            SELECT
              "t5"."message_id",
              "t5"."ordinal",
              "t5"."link_id",
              "t5"."run_id",
              "t10"."title"
            FROM "message_links" AS "t5"
            INNER JOIN (
              SELECT
                "t3"."link_id",
                "t3"."title"
              FROM "links" AS "t3"
              WHERE
                "t3"."status" = 'fetched' AND "t3"."title" IS NOT NULL
            ) AS "t10"
              ON "t5"."link_id" = "t10"."link_id"
          ) AS "t11"
          GROUP BY
            1
        ) AS "t15"
          ON "t18"."message_id" = "t15"."message_id"
      ) AS "t19"
    ) AS "t20"
  ) AS "t21"
  ORDER BY
    "t21"."chat_id" ASC,
    "t21"."sent_at" ASC,
    "t21"."position" ASC,
    "t21"."message_id" ASC
) AS "t22"
