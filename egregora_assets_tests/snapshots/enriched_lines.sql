WITH "t9" AS (
  SELECT
    "t1"."message_id",
    "t1"."chat_id",
    "t1"."author_id",
    "t1"."position",
    "t1"."text",
    EPOCH(CAST("t1"."sent_at" AS TIMESTAMP)) AS "second"
  FROM "messages" AS "t1"
  WHERE
    "t1"."kind" = 'text'
    AND REGEXP_MATCHES("t1"."text", '\p{L}{2}')
    AND NOT (
      CONTAINS("t1"."text", '://')
    )
), "t15" AS (
  SELECT
    "t14"."media_id",
    "t14"."chat_id",
    "t14"."message_id" AS "brought_by",
    "t14"."author_id" AS "sender",
    "t14"."position" AS "place",
    EPOCH(CAST("t14"."sent_at" AS TIMESTAMP)) AS "moment"
  FROM (
    SELECT
      "t13"."message_id",
      "t13"."ordinal",
      "t13"."media_id",
      "t13"."chat_id",
      "t13"."author_id",
      "t13"."sent_at",
      "t13"."position",
      "t13"."text",
      ROW_NUMBER() OVER (
        PARTITION BY "t13"."media_id"
        ORDER BY "t13"."sent_at" ASC, "t13"."position" ASC, "t13"."message_id" ASC, "t13"."ordinal" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) - 1 AS "turn",
      MAX(LENGTH(TRIM("t13"."text", ' \x09
\x0d\x0b\x0c'))) OVER (
        PARTITION BY "t13"."media_id"
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS "longest"
    FROM (
      SELECT
        "t8"."message_id",
        "t8"."ordinal",
        "t8"."media_id",
        "t7"."chat_id",
        "t7"."author_id",
        "t7"."sent_at",
        "t7"."position",
        "t7"."text"
      FROM (
        SELECT
          "t2"."message_id",
          "t2"."ordinal",
          "t2"."media_id"
        FROM "attachments" AS "t2"
      ) AS "t8"
      INNER JOIN (
        SELECT
          "t1"."message_id",
          "t1"."chat_id",
          "t1"."author_id",
          "t1"."sent_at",
          "t1"."position",
          "t1"."text"
        FROM "messages" AS "t1"
      ) AS "t7"
        ON "t8"."message_id" = "t7"."message_id"
    ) AS "t13"
  ) AS "t14"
  WHERE
    "t14"."turn" = 0 AND "t14"."longest" = 0
), "t20" AS (
  SELECT
    "t19"."media_id",
    "t6"."message_id",
    "t11"."text",
    "t11"."second",
    "t11"."position",
    0 AS "rank",
    ABS("t11"."second" - "t19"."moment") AS "away",
    ABS("t11"."position" - "t19"."place") AS "steps"
  FROM (
    SELECT
      "t16".*
      EXCLUDE ("chat_id")
    FROM "t15" AS "t16"
  ) AS "t19"
  INNER JOIN (
    SELECT
      "t0"."message_id",
      "t0"."reply_to_id" AS "brought_by"
    FROM "message_replies" AS "t0"
  ) AS "t6"
    ON "t19"."brought_by" = "t6"."brought_by"
  INNER JOIN "t9" AS "t11"
    ON "t6"."message_id" = "t11"."message_id"
)
SELECT
  *
FROM (
  SELECT
    "t29"."media_id",
    "t29"."text",
    ROW_NUMBER() OVER (
      PARTITION BY "t29"."media_id"
      ORDER BY "t29"."second" ASC, "t29"."position" ASC, "t29"."message_id" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) - 1 AS "turn"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t27"."media_id",
        "t27"."message_id",
        "t27"."text",
        "t27"."second",
        "t27"."position",
        "t27"."rank",
        "t27"."away",
        "t27"."steps",
        ROW_NUMBER() OVER (
          PARTITION BY "t27"."media_id"
          ORDER BY "t27"."rank" ASC, "t27"."away" ASC, "t27"."steps" ASC, "t27"."message_id" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) - 1 AS "turn"
      FROM (
        SELECT
          *
        FROM "t20" AS "t22"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t25"."media_id",
            "t25"."message_id",
            "t25"."text",
            "t25"."second",
            "t25"."position",
            "t25"."rank",
            "t25"."away",
            "t25"."steps"
          FROM (
            SELECT
              "t21"."media_id",
              "t21"."message_id",
              "t21"."text",
              "t21"."second",
              "t21"."position",
              CASE
                WHEN (
                  "t21"."second" > "t21"."moment"
                )
                OR (
                  (
                    "t21"."second" = "t21"."moment"
                  ) AND (
                    "t21"."position" > "t21"."place"
                  )
                )
                THEN 1
                ELSE 2
              END AS "rank",
              ABS("t21"."second" - "t21"."moment") AS "away",
              ABS("t21"."position" - "t21"."place") AS "steps"
            FROM (
              SELECT
                "t18"."media_id",
                "t18"."chat_id",
                "t18"."brought_by",
                "t18"."sender",
                "t18"."place",
                "t18"."moment",
                "t12"."message_id",
                "t12"."chat_id" AS "chat_id_right",
                "t12"."author_id",
                "t12"."position",
                "t12"."text",
                "t12"."second"
              FROM "t15" AS "t18"
              INNER JOIN "t9" AS "t12"
                ON "t18"."chat_id" = "t12"."chat_id"
                AND (
                  "t18"."moment" - 300
                ) <= "t12"."second"
                AND (
                  "t18"."moment" + 900
                ) >= "t12"."second"
            ) AS "t21"
            WHERE
              (
                "t21"."second" > "t21"."moment"
              )
              OR (
                (
                  "t21"."second" = "t21"."moment"
                ) AND (
                  "t21"."position" > "t21"."place"
                )
              )
              OR (
                "t21"."author_id" = "t21"."sender"
              )
          ) AS "t25"
          ANTI JOIN "t20" AS "t23"
            ON "t25"."media_id" = "t23"."media_id" AND "t25"."message_id" = "t23"."message_id"
        ) AS "t26"
      ) AS "t27"
    ) AS "t28"
    WHERE
      "t28"."turn" < 2
  ) AS "t29"
) AS "t30"
ORDER BY
  "t30"."media_id" ASC,
  "t30"."turn" ASC
