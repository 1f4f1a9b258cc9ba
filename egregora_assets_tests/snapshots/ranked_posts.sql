SELECT
  "t36"."document_id",
  "t36"."chat_id",
  "t36"."created_at",
  COALESCE("t36"."citation_count", 0) AS "citation_count",
  COALESCE("t36"."author_count", 0) AS "author_count",
  COALESCE("t36"."author_square_sum", 0) AS "author_square_sum",
  COALESCE("t36"."quote_length", 0) AS "quote_length",
  COALESCE("t36"."tag_count", 0) AS "tag_count",
  COALESCE("t36"."link_count", 0) AS "link_count",
  COALESCE("t36"."message_count", 0) AS "message_count",
  COALESCE("t36"."reply_count", 0) AS "reply_count"
FROM (
  SELECT
    "t35".*
    EXCLUDE ("window_id_right")
  FROM (
    SELECT
      "t34"."document_id",
      "t34"."chat_id",
      "t34"."created_at",
      "t34"."window_id",
      "t34"."link_count",
      "t34"."citation_count",
      "t34"."author_count",
      "t34"."author_square_sum",
      "t34"."quote_length",
      "t34"."tag_count",
      "t31"."window_id" AS "window_id_right",
      "t31"."message_count",
      "t31"."reply_count"
    FROM (
      SELECT
        "t32".*
        EXCLUDE ("document_id_right")
      FROM (
        SELECT
          "t30"."document_id",
          "t30"."chat_id",
          "t30"."created_at",
          "t30"."window_id",
          "t30"."link_count",
          "t30"."citation_count",
          "t30"."author_count",
          "t30"."author_square_sum",
          "t30"."quote_length",
          "t11"."document_id" AS "document_id_right",
          "t11"."tag_count"
        FROM (
          SELECT
            "t27".*
            EXCLUDE ("document_id_right")
          FROM (
            SELECT
              "t18"."document_id",
              "t18"."chat_id",
              "t18"."created_at",
              "t18"."window_id",
              "t18"."link_count",
              "t25"."document_id" AS "document_id_right",
              "t25"."citation_count",
              "t25"."author_count",
              "t25"."author_square_sum",
              "t25"."quote_length"
            FROM (
              SELECT
                "t2"."document_id",
                "t2"."chat_id",
                "t2"."created_at",
                "t2"."window_id",
                CAST(FLOOR(
                  (
                    LENGTH("t2"."content") - LENGTH(REPLACE("t2"."content", '://', ''))
                  ) / (
                    3
                  )
                ) AS BIGINT) AS "link_count"
              FROM "documents" AS "t2"
              WHERE
                "t2"."doc_type" = 'post' AND "t2"."status" = 'published'
            ) AS "t18"
            LEFT OUTER JOIN (
              SELECT
                "t21"."document_id",
                SUM("t21"."quotes") AS "citation_count",
                COUNT("t21"."author_id") AS "author_count",
                SUM("t21"."quotes" * "t21"."quotes") AS "author_square_sum",
                SUM("t21"."letters") AS "quote_length"
              FROM (
                SELECT
                  "t19"."document_id",
                  "t19"."author_id",
                  COUNT(*) AS "quotes",
                  SUM(LENGTH("t19"."quote")) AS "letters"
                FROM (
                  SELECT
                    "t6"."document_id",
                    "t6"."ordinal",
                    "t6"."message_id",
                    "t6"."quote",
                    "t6"."section",
                    "t6"."run_id",
                    "t14"."author_id"
                  FROM "citations" AS "t6"
                  INNER JOIN (
                    SELECT
                      "t4"."message_id",
                      "t4"."author_id"
                    FROM "messages" AS "t4"
                  ) AS "t14"
                    ON "t6"."message_id" = "t14"."message_id"
                ) AS "t19"
                GROUP BY
                  1,
                  2
              ) AS "t21"
              GROUP BY
                1
            ) AS "t25"
              ON "t18"."document_id" = "t25"."document_id"
          ) AS "t27"
        ) AS "t30"
        LEFT OUTER JOIN (
          SELECT
            "t0"."document_id",
            COUNT(*) AS "tag_count"
          FROM "document_tags" AS "t0"
          GROUP BY
            1
        ) AS "t11"
          ON "t30"."document_id" = "t11"."document_id"
      ) AS "t32"
    ) AS "t34"
    LEFT OUTER JOIN (
      SELECT
        "t26"."window_id",
        "t26"."message_count",
        "t26"."reply_count"
      FROM (
        SELECT
          "t12"."window_id",
          "t12"."message_count",
          "t24"."window_id" AS "window_id_right",
          "t24"."reply_count"
        FROM (
          SELECT
            "t1"."window_id",
            "t1"."message_count"
          FROM "windows" AS "t1"
        ) AS "t12"
        LEFT OUTER JOIN (
          SELECT
            "t20"."window_id",
            SUM(
              CAST(COALESCE(
                (
                  "t20"."author_id" <> "t20"."last_author_id"
                )
                AND (
                  "t20"."sent_at" <= (
                    "t20"."last_sent_at" + INTERVAL '15' MINUTE
                  )
                ),
                FALSE
              ) AS INT)
            ) AS "reply_count"
          FROM (
            SELECT
              "t16"."window_id",
              "t15"."author_id",
              "t15"."sent_at",
              LAG("t15"."author_id") OVER (
                PARTITION BY "t16"."window_id"
                ORDER BY "t15"."sent_at" ASC, "t15"."position" ASC, "t16"."message_id" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ) AS "last_author_id",
              LAG("t15"."sent_at") OVER (
                PARTITION BY "t16"."window_id"
                ORDER BY "t15"."sent_at" ASC, "t15"."position" ASC, "t16"."message_id" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ) AS "last_sent_at"
            FROM (
              SELECT
                "t3"."window_id",
                "t3"."message_id"
              FROM "window_messages" AS "t3"
              WHERE
                NOT (
                  "t3"."is_overlap"
                )
            ) AS "t16"
            INNER JOIN (
              SELECT
                "t4"."message_id",
                "t4"."author_id",
                "t4"."sent_at",
                "t4"."position"
              FROM "messages" AS "t4"
            ) AS "t15"
              ON "t16"."message_id" = "t15"."message_id"
          ) AS "t20"
          GROUP BY
            1
        ) AS "t24"
          ON "t12"."window_id" = "t24"."window_id"
      ) AS "t26"
    ) AS "t31"
      ON "t34"."window_id" = "t31"."window_id"
  ) AS "t35"
) AS "t36"
ORDER BY
  "t36"."chat_id" ASC,
  "t36"."created_at" ASC,
  "t36"."document_id" ASC
