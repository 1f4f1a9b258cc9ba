SELECT
  "t17".*
  EXCLUDE ("position")
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t15"."chat_id",
      "t15"."message_id",
      "t15"."sent_at",
      "t15"."position",
      "t15"."line",
      REGEXP_EXTRACT_ALL(
        CASE
          WHEN CONTAINS("t15"."text" || ' ' || "t15"."title", '://')
          OR CONTAINS("t15"."text" || ' ' || "t15"."title", 'www.')
          OR CONTAINS("t15"."text" || ' ' || "t15"."title", '[')
          THEN REGEXP_REPLACE(
            "t15"."text" || ' ' || "t15"."title",
            'https?://\S+|www\.\S+|\[\p{L}[\p{L}_ -]{0,39}-[0-9]+\]',
            ' ',
            'g'
          )
          ELSE "t15"."text" || ' ' || "t15"."title"
        END,
        '[\p{L}\p{M}\p{N}]+'
      ) AS "words"
    FROM (
      SELECT
        "t14"."chat_id",
        "t14"."message_id",
        "t14"."sent_at",
        "t14"."position",
        CASE
          WHEN COALESCE(
            "t14"."kind" IN ('text', 'media', 'poll')
            AND (
              TRIM("t14"."text", ' \x09
\x0d\x0b\x0c') <> ''
            )
            AND NOT (
              "t14"."is_opted_out"
            ),
            FALSE
          )
          THEN "t14"."pseudonym" || ': ' || TRIM("t14"."text", ' \x09
\x0d\x0b\x0c')
          ELSE ''
        END AS "line",
        CASE
          WHEN COALESCE(
            "t14"."kind" IN ('text', 'media', 'poll')
            AND (
              TRIM("t14"."text", ' \x09
\x0d\x0b\x0c') <> ''
            )
            AND NOT (
              "t14"."is_opted_out"
            ),
            FALSE
          )
          THEN "t14"."text"
          ELSE ''
        END AS "text",
        CASE
          WHEN COALESCE(
            "t14"."kind" IN ('text', 'media', 'poll')
            AND (
              TRIM("t14"."text", ' \x09
\x0d\x0b\x0c') <> ''
            )
            AND NOT (
              "t14"."is_opted_out"
            ),
            FALSE
          )
          THEN "t14"."title"
          ELSE ''
        END AS "title"
      FROM (
        SELECT
          "t9"."chat_id",
          "t9"."message_id",
          "t9"."sent_at",
          "t9"."position",
          "t9"."kind",
          "t9"."text",
          "t7"."pseudonym",
          "t7"."is_opted_out",
          COALESCE("t13"."title", '') AS "title"
        FROM (
          SELECT
            *
          FROM "messages" AS "t0"
          WHERE
            "t0"."kind" <> 'system'
        ) AS "t9"
        LEFT OUTER JOIN (
          SELECT
            "t1"."author_id",
            "t1"."pseudonym",
            "t1"."is_opted_out"
          FROM "authors" AS "t1"
        ) AS "t7"
          ON "t9"."author_id" = "t7"."author_id"
        LEFT OUTER JOIN (
          SELECT
            "t11"."message_id",
            LISTAGG("t11"."title", ' ' ORDER BY "t11"."ordinal" ASC) AS "title"
          FROM (
            SELECT
              "t4"."message_id",
              "t4"."ordinal",
              "t4"."link_id",
              "t4"."run_id",
              "t10"."title"
            FROM "message_links" AS "t4"
            INNER JOIN (
              SELECT
                "t3"."link_id",
                "t3"."title"
              FROM "links" AS "t3"
              WHERE
                "t3"."status" = 'fetched' AND "t3"."title" IS NOT NULL
            ) AS "t10"
              ON "t4"."link_id" = "t10"."link_id"
          ) AS "t11"
          GROUP BY
            1
        ) AS "t13"
          ON "t9"."message_id" = "t13"."message_id"
      ) AS "t14"
    ) AS "t15"
  ) AS "t16"
  ORDER BY
    "t16"."chat_id" ASC,
    "t16"."sent_at" ASC,
    "t16"."position" ASC,
    "t16"."message_id" ASC
) AS "t17"
