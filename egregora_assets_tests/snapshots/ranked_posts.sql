SELECT
  "t24"."document_id",
  "t24"."chat_id",
  "t24"."created_at",
  COALESCE("t24"."quote_count", 0) AS "quote_count",
  COALESCE("t24"."section_count", 0) AS "section_count",
  COALESCE("t24"."step_count", 0) AS "step_count",
  COALESCE("t24"."break_count", 0) AS "break_count",
  COALESCE("t24"."pair_count", 0) AS "pair_count",
  COALESCE("t24"."voice_count", 0) AS "voice_count",
  COALESCE("t24"."lone_count", 0) AS "lone_count",
  COALESCE("t24"."opening_count", 0) AS "opening_count",
  COALESCE("t24"."outcome_count", 0) AS "outcome_count",
  COALESCE("t24"."repeat_count", 0) AS "repeat_count",
  COALESCE("t24"."picture_count", 0) AS "picture_count",
  COALESCE("t24"."list_count", 0) AS "list_count",
  COALESCE("t24"."letter_count", 0) AS "letter_count"
FROM (
  SELECT
    "t23".*
    EXCLUDE ("document_id_right")
  FROM (
    SELECT
      "t13"."document_id",
      "t13"."chat_id",
      "t13"."created_at",
      "t13"."picture_count",
      "t13"."list_count",
      "t13"."letter_count",
      "t22"."document_id" AS "document_id_right",
      "t22"."quote_count",
      "t22"."section_count",
      "t22"."voice_count",
      "t22"."lone_count",
      "t22"."step_count",
      "t22"."break_count",
      "t22"."pair_count",
      "t22"."repeat_count",
      "t22"."opening_count",
      "t22"."outcome_count"
    FROM (
      SELECT
        "t0"."document_id",
        "t0"."chat_id",
        "t0"."created_at",
        CAST(FLOOR(
          (
            LENGTH("t0"."content") - LENGTH(REPLACE("t0"."content", '](media:', ''))
          ) / (
            8
          )
        ) AS BIGINT) AS "picture_count",
        CAST(FLOOR(
          (
            LENGTH(REGEXP_REPLACE("t0"."content", '(?m)^[ \t]*(?:[-*+]|\d+[.)])[ \t]', '\x01', 'g')) - LENGTH(
              REPLACE(
                REGEXP_REPLACE("t0"."content", '(?m)^[ \t]*(?:[-*+]|\d+[.)])[ \t]', '\x01', 'g'),
                '\x01',
                ''
              )
            )
          ) / (
            1
          )
        ) AS BIGINT) AS "list_count",
        LENGTH(REGEXP_REPLACE("t0"."content", '\]\([^)]*\)', '', 'g')) AS "letter_count"
      FROM "documents" AS "t0"
      WHERE
        "t0"."doc_type" = 'post'
        AND "t0"."status" = 'published'
        AND (
          (
            "t0"."form" IS NULL
          ) OR (
            "t0"."form" <> 'grief'
          )
        )
    ) AS "t13"
    LEFT OUTER JOIN (
      SELECT
        "t20"."document_id",
        COUNT(*) AS "quote_count",
        COUNT(DISTINCT "t20"."section") AS "section_count",
        COUNT(DISTINCT "t20"."author_id") FILTER(WHERE
          "t20"."is_pair" OR "t20"."is_answered") AS "voice_count",
        SUM(CAST(NOT (
          "t20"."is_pair" OR "t20"."is_answered"
        ) AS INT)) AS "lone_count",
        SUM(CAST("t20"."is_step" AS INT)) AS "step_count",
        SUM(CAST("t20"."is_break" AS INT)) AS "break_count",
        SUM(CAST("t20"."is_pair" AS INT)) AS "pair_count",
        SUM(CAST("t20"."is_repeat" AS INT)) AS "repeat_count",
        COUNT(DISTINCT "t20"."section") FILTER(WHERE
          "t20"."is_opening") AS "opening_count",
        COUNT(DISTINCT "t20"."section") FILTER(WHERE
          "t20"."is_outcome") AS "outcome_count"
      FROM (
        SELECT
          "t19".*
          EXCLUDE ("ordinal")
        FROM (
          SELECT
            "t18"."document_id",
            "t18"."ordinal",
            "t18"."section",
            "t18"."author_id",
            "t18"."is_step",
            "t18"."is_break",
            "t18"."is_pair",
            "t18"."is_opening",
            "t18"."is_outcome",
            "t18"."is_repeat",
            COALESCE(
              LEAD("t18"."is_pair") OVER (
                PARTITION BY "t18"."document_id", "t18"."section"
                ORDER BY "t18"."ordinal" ASC
                ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
              ),
              FALSE
            ) AS "is_answered"
          FROM (
            SELECT
              "t17"."document_id",
              "t17"."ordinal",
              "t17"."section",
              "t17"."author_id",
              "t17"."last_id" IS NOT NULL AS "is_step",
              (
                "t17"."last_id" IS NOT NULL
              )
              AND (
                (
                  "t17"."sent_at" > (
                    "t17"."last_at" + INTERVAL '60' MINUTE
                  )
                )
                OR (
                  "t17"."sent_at" < (
                    "t17"."last_at" - INTERVAL '60' MINUTE
                  )
                )
              )
              AND NOT (
                COALESCE("t17"."reply_to_id" = "t17"."last_id", FALSE)
              ) AS "is_break",
              COALESCE(
                (
                  "t17"."author_id" <> "t17"."last_author_id"
                )
                AND (
                  (
                    (
                      "t17"."sent_at" >= "t17"."last_at"
                    )
                    AND (
                      "t17"."sent_at" <= (
                        "t17"."last_at" + INTERVAL '15' MINUTE
                      )
                    )
                  )
                  OR COALESCE("t17"."reply_to_id" = "t17"."last_id", FALSE)
                ),
                FALSE
              ) AS "is_pair",
              COALESCE("t17"."role" = 'opening', FALSE)
              OR (
                (
                  "t17"."last_id" IS NULL
                )
                AND (
                  COALESCE("t17"."sent_at" > (
                    "t17"."before_at" + INTERVAL '15' MINUTE
                  ), TRUE)
                  OR CONTAINS("t17"."quote", '?')
                  OR CONTAINS("t17"."quote", '://')
                )
              ) AS "is_opening",
              COALESCE("t17"."role" = 'outcome', FALSE)
              OR (
                (
                  "t17"."last_id" IS NOT NULL
                )
                AND (
                  "t17"."next_id" IS NULL
                )
                AND COALESCE("t17"."after_at" > (
                  "t17"."sent_at" + INTERVAL '15' MINUTE
                ), TRUE)
              ) AS "is_outcome",
              "t17"."is_again"
              OR COALESCE(
                (
                  LENGTH(REGEXP_REPLACE(LOWER("t17"."section"), '^[ .…?!“”"'']+|[ .…?!“”"'']+$', '', 'g')) >= 8
                )
                AND CONTAINS(
                  LOWER("t17"."quote"),
                  REGEXP_REPLACE(LOWER("t17"."section"), '^[ .…?!“”"'']+|[ .…?!“”"'']+$', '', 'g')
                ),
                FALSE
              )
              OR COALESCE(
                (
                  LENGTH(REGEXP_REPLACE(LOWER("t17"."title"), '^[ .…?!“”"'']+|[ .…?!“”"'']+$', '', 'g')) >= 8
                )
                AND CONTAINS(
                  LOWER("t17"."quote"),
                  REGEXP_REPLACE(LOWER("t17"."title"), '^[ .…?!“”"'']+|[ .…?!“”"'']+$', '', 'g')
                ),
                FALSE
              ) AS "is_repeat"
            FROM (
              SELECT
                "t16"."document_id",
                "t16"."ordinal",
                "t16"."message_id",
                "t16"."quote",
                "t16"."role",
                "t16"."section",
                "t16"."author_id",
                "t16"."sent_at",
                "t16"."before_at",
                "t16"."after_at",
                "t16"."title",
                "t16"."reply_to_id",
                LAG("t16"."message_id") OVER (
                  PARTITION BY "t16"."document_id", "t16"."section"
                  ORDER BY "t16"."ordinal" ASC
                  ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                ) AS "last_id",
                LAG("t16"."sent_at") OVER (
                  PARTITION BY "t16"."document_id", "t16"."section"
                  ORDER BY "t16"."ordinal" ASC
                  ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                ) AS "last_at",
                LAG("t16"."author_id") OVER (
                  PARTITION BY "t16"."document_id", "t16"."section"
                  ORDER BY "t16"."ordinal" ASC
                  ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                ) AS "last_author_id",
                LEAD("t16"."message_id") OVER (
                  PARTITION BY "t16"."document_id", "t16"."section"
                  ORDER BY "t16"."ordinal" ASC
                  ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                ) AS "next_id",
                (
                  ROW_NUMBER() OVER (
                    PARTITION BY "t16"."document_id", "t16"."message_id"
                    ORDER BY "t16"."ordinal" ASC
                    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                  ) - 1
                ) > 0 AS "is_again"
              FROM (
                SELECT
                  "t15".*
                  EXCLUDE ("message_id_right")
                FROM (
                  SELECT
                    "t10"."document_id",
                    "t10"."ordinal",
                    "t10"."message_id",
                    "t10"."quote",
                    "t10"."role",
                    "t10"."section",
                    "t14"."author_id",
                    "t14"."sent_at",
                    "t14"."before_at",
                    "t14"."after_at",
                    "t6"."title",
                    "t8"."message_id" AS "message_id_right",
                    "t8"."reply_to_id"
                  FROM (
                    SELECT
                      "t1"."document_id",
                      "t1"."ordinal",
                      "t1"."message_id",
                      "t1"."quote",
                      "t1"."role",
                      COALESCE("t1"."section", '') AS "section"
                    FROM "citations" AS "t1"
                  ) AS "t10"
                  INNER JOIN (
                    SELECT
                      "t9"."message_id",
                      "t9"."author_id",
                      "t9"."sent_at",
                      LAG("t9"."sent_at") OVER (
                        PARTITION BY "t9"."chat_id"
                        ORDER BY "t9"."sent_at" ASC, "t9"."position" ASC, "t9"."message_id" ASC
                        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                      ) AS "before_at",
                      LEAD("t9"."sent_at") OVER (
                        PARTITION BY "t9"."chat_id"
                        ORDER BY "t9"."sent_at" ASC, "t9"."position" ASC, "t9"."message_id" ASC
                        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                      ) AS "after_at"
                    FROM (
                      SELECT
                        *
                      FROM "messages" AS "t3"
                      WHERE
                        "t3"."author_id" IS NOT NULL
                    ) AS "t9"
                  ) AS "t14"
                    ON "t10"."message_id" = "t14"."message_id"
                  INNER JOIN (
                    SELECT
                      "t0"."document_id",
                      "t0"."title"
                    FROM "documents" AS "t0"
                  ) AS "t6"
                    ON "t10"."document_id" = "t6"."document_id"
                  LEFT OUTER JOIN (
                    SELECT
                      "t2"."message_id",
                      "t2"."reply_to_id"
                    FROM "message_replies" AS "t2"
                  ) AS "t8"
                    ON "t10"."message_id" = "t8"."message_id"
                ) AS "t15"
              ) AS "t16"
            ) AS "t17"
          ) AS "t18"
        ) AS "t19"
      ) AS "t20"
      GROUP BY
        1
    ) AS "t22"
      ON "t13"."document_id" = "t22"."document_id"
  ) AS "t23"
) AS "t24"
ORDER BY
  "t24"."chat_id" ASC,
  "t24"."created_at" ASC,
  "t24"."document_id" ASC
