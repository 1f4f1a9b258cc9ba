WITH "t11" AS (
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
    "t4"."run_id"
  FROM "messages" AS "t4"
  ANTI JOIN (
    SELECT
      *
    FROM "authors" AS "t3"
    WHERE
      "t3"."is_opted_out"
  ) AS "t10"
    ON "t4"."author_id" = "t10"."author_id"
), "t15" AS (
  SELECT
    "t12"."message_id",
    "t12"."chat_id",
    "t12"."author_id",
    "t12"."position",
    REGEXP_REPLACE("t12"."text", 'https?://\S+', '', 'g') AS "text",
    EPOCH(CAST("t12"."sent_at" AS TIMESTAMP)) AS "second"
  FROM "t11" AS "t12"
  WHERE
    "t12"."kind" = 'text'
    AND REGEXP_MATCHES(REGEXP_REPLACE("t12"."text", 'https?://\S+', '', 'g'), '\p{L}{2}')
    AND NOT (
      CONTAINS(REGEXP_REPLACE("t12"."text", 'https?://\S+', '', 'g'), '://')
    )
), "t21" AS (
  SELECT
    "t20"."media_id",
    "t20"."chat_id",
    "t20"."message_id" AS "brought_by",
    "t20"."author_id" AS "sender",
    "t20"."position" AS "place",
    EPOCH(CAST("t20"."sent_at" AS TIMESTAMP)) AS "moment"
  FROM (
    SELECT
      "t19"."message_id",
      "t19"."ordinal",
      "t19"."media_id",
      "t19"."chat_id",
      "t19"."author_id",
      "t19"."sent_at",
      "t19"."position",
      "t19"."text",
      ROW_NUMBER() OVER (
        PARTITION BY "t19"."media_id"
        ORDER BY "t19"."sent_at" ASC, "t19"."position" ASC, "t19"."message_id" ASC, "t19"."ordinal" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) - 1 AS "turn",
      MAX(LENGTH(TRIM("t19"."text", ' \x09
\x0d\x0b\x0c'))) OVER (
        PARTITION BY "t19"."media_id"
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) AS "longest"
    FROM (
      SELECT
        "t9"."message_id",
        "t9"."ordinal",
        "t9"."media_id",
        "t14"."chat_id",
        "t14"."author_id",
        "t14"."sent_at",
        "t14"."position",
        "t14"."text"
      FROM (
        SELECT
          "t2"."message_id",
          "t2"."ordinal",
          "t2"."link_id" AS "media_id"
        FROM "message_links" AS "t2"
      ) AS "t9"
      INNER JOIN (
        SELECT
          "t12"."message_id",
          "t12"."chat_id",
          "t12"."author_id",
          "t12"."sent_at",
          "t12"."position",
          REGEXP_REPLACE("t12"."text", 'https?://\S+', '', 'g') AS "text"
        FROM "t11" AS "t12"
      ) AS "t14"
        ON "t9"."message_id" = "t14"."message_id"
    ) AS "t19"
  ) AS "t20"
  WHERE
    "t20"."turn" = 0 AND "t20"."longest" = 0
), "t26" AS (
  SELECT
    "t25"."media_id",
    "t8"."message_id",
    "t17"."text",
    "t17"."second",
    "t17"."position",
    0 AS "rank",
    ABS("t17"."second" - "t25"."moment") AS "away",
    ABS("t17"."position" - "t25"."place") AS "steps"
  FROM (
    SELECT
      "t22".*
      EXCLUDE ("chat_id")
    FROM "t21" AS "t22"
  ) AS "t25"
  INNER JOIN (
    SELECT
      "t0"."message_id",
      "t0"."reply_to_id" AS "brought_by"
    FROM "message_replies" AS "t0"
  ) AS "t8"
    ON "t25"."brought_by" = "t8"."brought_by"
  INNER JOIN "t15" AS "t17"
    ON "t8"."message_id" = "t17"."message_id"
)
SELECT
  "t36"."turn",
  "t36"."text",
  "t36"."media_id" AS "link_id"
FROM (
  SELECT
    "t35"."media_id",
    "t35"."text",
    ROW_NUMBER() OVER (
      PARTITION BY "t35"."media_id"
      ORDER BY "t35"."second" ASC, "t35"."position" ASC, "t35"."message_id" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) - 1 AS "turn"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t33"."media_id",
        "t33"."message_id",
        "t33"."text",
        "t33"."second",
        "t33"."position",
        "t33"."rank",
        "t33"."away",
        "t33"."steps",
        ROW_NUMBER() OVER (
          PARTITION BY "t33"."media_id"
          ORDER BY "t33"."rank" ASC, "t33"."away" ASC, "t33"."steps" ASC, "t33"."message_id" ASC
          ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
        ) - 1 AS "turn"
      FROM (
        SELECT
          *
        FROM "t26" AS "t28"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t31"."media_id",
            "t31"."message_id",
            "t31"."text",
            "t31"."second",
            "t31"."position",
            "t31"."rank",
            "t31"."away",
            "t31"."steps"
          FROM (
            SELECT
              "t27"."media_id",
              "t27"."message_id",
              "t27"."text",
              "t27"."second",
              "t27"."position",
              CASE
                WHEN (
                  "t27"."second" > "t27"."moment"
                )
                OR (
                  (
                    "t27"."second" = "t27"."moment"
                  ) AND (
                    "t27"."position" > "t27"."place"
                  )
                )
                THEN 1
                ELSE 2
              END AS "rank",
              ABS("t27"."second" - "t27"."moment") AS "away",
              ABS("t27"."position" - "t27"."place") AS "steps"
            FROM (
              SELECT
                "t24"."media_id",
                "t24"."chat_id",
                "t24"."brought_by",
                "t24"."sender",
                "t24"."place",
                "t24"."moment",
                "t18"."message_id",
                "t18"."chat_id" AS "chat_id_right",
                "t18"."author_id",
                "t18"."position",
                "t18"."text",
                "t18"."second"
              FROM "t21" AS "t24"
              INNER JOIN "t15" AS "t18"
                ON "t24"."chat_id" = "t18"."chat_id"
                AND (
                  "t24"."moment" - 300
                ) <= "t18"."second"
                AND (
                  "t24"."moment" + 900
                ) >= "t18"."second"
            ) AS "t27"
            WHERE
              (
                "t27"."second" > "t27"."moment"
              )
              OR (
                (
                  "t27"."second" = "t27"."moment"
                ) AND (
                  "t27"."position" > "t27"."place"
                )
              )
              OR (
                "t27"."author_id" = "t27"."sender"
              )
          ) AS "t31"
          ANTI JOIN "t26" AS "t29"
            ON "t31"."media_id" = "t29"."media_id" AND "t31"."message_id" = "t29"."message_id"
        ) AS "t32"
      ) AS "t33"
    ) AS "t34"
    WHERE
      "t34"."turn" < 2
  ) AS "t35"
) AS "t36"
ORDER BY
  "t36"."media_id" ASC,
  "t36"."turn" ASC
