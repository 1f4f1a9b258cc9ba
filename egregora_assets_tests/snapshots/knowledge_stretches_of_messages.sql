SELECT
  *
FROM (
  SELECT
    "t17"."chat_id",
    "t17"."week_start",
    LEAST(
      "t17"."last_at" + INTERVAL '1' MICROSECOND,
      COALESCE(
        LEAD("t17"."week_start") OVER (
          PARTITION BY "t17"."chat_id"
          ORDER BY "t17"."week_start" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ),
        "t17"."last_at" + INTERVAL '1' MICROSECOND
      )
    ) AS "week_end",
    "t17"."message_count",
    "t17"."digest",
    CAST("t17"."week_start" AS TEXT) AS "name"
  FROM (
    SELECT
      "t16"."chat_id",
      "t16"."turn",
      MIN("t16"."sent_at") AS "week_start",
      MAX("t16"."sent_at") AS "last_at",
      COUNT(*) AS "message_count",
      SHA256(
        LISTAGG(
          
            CONCAT_WS(
              ' ',
              COALESCE(CAST("t16"."message_id" AS TEXT), ''),
              COALESCE(CAST("t16"."sent_at" AS TEXT), ''),
              COALESCE("t16"."kind", ''),
              COALESCE(CAST("t16"."is_opted_out" AS TEXT), ''),
              COALESCE(CAST(LENGTH("t16"."text") AS TEXT), ''),
              COALESCE(CAST(LENGTH("t16"."title") AS TEXT), ''),
              COALESCE(CAST(LENGTH("t16"."pseudonym") AS TEXT), ''),
              COALESCE("t16"."pseudonym", ''),
              COALESCE("t16"."text", '')
            ) || "t16"."title",
            '' ORDER BY "t16"."sent_at" ASC, "t16"."position" ASC, "t16"."message_id" ASC
          
        )
      ) AS "digest"
    FROM (
      SELECT
        "t15"."chat_id",
        "t15"."message_id",
        "t15"."sent_at",
        "t15"."position",
        "t15"."kind",
        "t15"."text",
        "t15"."pseudonym",
        "t15"."is_opted_out",
        "t15"."title",
        "t15"."before",
        CAST(FLOOR((
          "t15"."before"
        ) / (
          3
        )) AS BIGINT) AS "turn"
      FROM (
        SELECT
          "t14"."chat_id",
          "t14"."message_id",
          "t14"."sent_at",
          "t14"."position",
          "t14"."kind",
          "t14"."text",
          "t14"."pseudonym",
          "t14"."is_opted_out",
          "t14"."title",
          RANK() OVER (
            PARTITION BY "t14"."chat_id"
            ORDER BY "t14"."sent_at" ASC
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
          ) - 1 AS "before"
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
    GROUP BY
      1,
      2
  ) AS "t17"
) AS "t18"
ORDER BY
  "t18"."chat_id" ASC,
  "t18"."week_start" ASC
