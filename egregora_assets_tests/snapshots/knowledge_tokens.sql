SELECT
  "t17"."row",
  UNNEST(
    REGEXP_EXTRACT_ALL(
      STRIP_ACCENTS(
        LOWER(
          REGEXP_REPLACE(
            ' ' || REGEXP_REPLACE(
              REGEXP_REPLACE(
                "t17"."text" || ' ' || COALESCE("t15"."title", ''),
                'https?://\S+|www\.\S+|\[\p{L}[\p{L}_ -]{0,39}-[0-9]+\]',
                ' ',
                'g'
              ),
              '[^\p{L}\p{M}\p{N}]+',
              '  ',
              'g'
            ) || ' ',
            ' (?:Amber  Heron|Águia) ',
            ' ',
            'g'
          )
        )
      ),
      '[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|[\p{L}\p{M}\p{N}]+'
    )
  ) AS "token"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t12"."message_id",
      "t12"."author_id",
      "t12"."sent_at",
      "t12"."kind",
      "t12"."text",
      "t12"."row",
      "t7"."author_id" AS "author_id_right",
      "t7"."is_opted_out"
    FROM (
      SELECT
        "t6"."message_id",
        "t6"."author_id",
        "t6"."sent_at",
        "t6"."kind",
        "t6"."text",
        ROW_NUMBER() OVER (
          ORDER BY "t6"."sent_at" ASC, "t6"."position" ASC, "t6"."message_id" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) - 1 AS "row"
      FROM (
        SELECT
          *
        FROM "messages" AS "t1"
        WHERE
          "t1"."chat_id" = CAST('00000000-0000-8000-8000-000000000001' AS UUID)
          AND "t1"."kind" <> 'system'
      ) AS "t6"
    ) AS "t12"
    LEFT OUTER JOIN (
      SELECT
        "t2"."author_id",
        "t2"."is_opted_out"
      FROM "authors" AS "t2"
    ) AS "t7"
      ON "t12"."author_id" = "t7"."author_id"
  ) AS "t14"
  WHERE
    COALESCE(
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
) AS "t17"
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
      "t9"."title"
    FROM "message_links" AS "t4"
    INNER JOIN (
      SELECT
        "t3"."link_id",
        "t3"."title"
      FROM "links" AS "t3"
      WHERE
        "t3"."status" = 'fetched' AND "t3"."title" IS NOT NULL
    ) AS "t9"
      ON "t4"."link_id" = "t9"."link_id"
  ) AS "t11"
  GROUP BY
    1
) AS "t15"
  ON "t17"."message_id" = "t15"."message_id"
