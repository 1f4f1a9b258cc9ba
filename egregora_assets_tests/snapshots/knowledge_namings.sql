SELECT
  *
FROM (
  SELECT
    "t11"."chat_id",
    MIN("t11"."sent_at") AS "sent_at"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t3"."chat_id",
        "t3"."sent_at",
        "t3"."text" || ' ' || COALESCE("t9"."title", '') AS "text"
      FROM "messages" AS "t3"
      LEFT OUTER JOIN (
        SELECT
          "t7"."message_id",
          LISTAGG("t7"."title", ' ' ORDER BY "t7"."ordinal" ASC) AS "title"
        FROM (
          SELECT
            "t4"."message_id",
            "t4"."ordinal",
            "t4"."link_id",
            "t4"."run_id",
            "t6"."title"
          FROM "message_links" AS "t4"
          INNER JOIN (
            SELECT
              "t2"."link_id",
              "t2"."title"
            FROM "links" AS "t2"
            WHERE
              "t2"."status" = 'fetched' AND "t2"."title" IS NOT NULL
          ) AS "t6"
            ON "t4"."link_id" = "t6"."link_id"
        ) AS "t7"
        GROUP BY
          1
      ) AS "t9"
        ON "t3"."message_id" = "t9"."message_id"
    ) AS "t10"
    WHERE
      "t10"."chat_id" = CAST('00000000-0000-8000-8000-000000000001' AS UUID)
      AND REGEXP_MATCHES("t10"."text", 'Heron|Otter')
  ) AS "t11"
  GROUP BY
    1
) AS "t12"
ORDER BY
  "t12"."chat_id" ASC
