SELECT
  "t16"."chat_id",
  CAST("t16"."first" AS TIMESTAMP(9)) AS "week_start",
  CAST("t16"."first" + INTERVAL '3' HOUR AS TIMESTAMP(9)) AS "week_end",
  "t16"."message_count",
  "t16"."digest",
  CAST("t16"."first" AS TEXT) AS "name"
FROM (
  SELECT
    "t15"."chat_id",
    "t15"."first",
    MIN("t15"."sent_at") AS "week_start",
    MAX("t15"."sent_at") AS "last_at",
    COUNT(*) AS "message_count",
    SHA256(
      LISTAGG(
        
          CONCAT_WS(
            ' ',
            COALESCE(CAST("t15"."message_id" AS TEXT), ''),
            COALESCE(CAST("t15"."sent_at" AS TEXT), ''),
            COALESCE("t15"."kind", ''),
            COALESCE(CAST("t15"."is_opted_out" AS TEXT), ''),
            COALESCE(CAST(LENGTH("t15"."text") AS TEXT), ''),
            COALESCE(CAST(LENGTH("t15"."title") AS TEXT), ''),
            COALESCE(CAST(LENGTH("t15"."pseudonym") AS TEXT), ''),
            COALESCE("t15"."pseudonym", ''),
            COALESCE("t15"."text", '')
          ) || "t15"."title",
          '' ORDER BY "t15"."sent_at" ASC, "t15"."position" ASC, "t15"."message_id" ASC
        
      )
    ) AS "digest"
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
      MAKE_TIMESTAMP(1970, 1, 1, 0, 0, 0.0) + TO_HOURS(
        CAST(CAST(FLOOR(
          (
            CAST(FLOOR(
              (
                EPOCH(CAST(DATE_TRUNC('HOUR', CAST("t14"."sent_at" AS TIMESTAMP(6))) AS TIMESTAMP))
              ) / (
                3600
              )
            ) AS BIGINT)
          ) / (
            3
          )
        ) AS BIGINT) * 3 AS INT)
      ) AS "first"
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
  GROUP BY
    1,
    2
) AS "t16"
ORDER BY
  "t16"."chat_id" ASC,
  CAST("t16"."first" AS TIMESTAMP(9)) ASC
