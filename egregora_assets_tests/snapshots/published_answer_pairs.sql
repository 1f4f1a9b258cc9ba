WITH "t8" AS (
  SELECT
    "t3"."message_id",
    "t3"."chat_id",
    "t3"."author_id",
    "t3"."sent_at",
    "t3"."local_time",
    "t3"."position",
    "t3"."kind",
    "t3"."text",
    "t3"."is_edited",
    "t3"."export_id",
    "t3"."run_id"
  FROM "messages" AS "t3"
  ANTI JOIN (
    SELECT
      *
    FROM "authors" AS "t2"
    WHERE
      "t2"."is_opted_out"
  ) AS "t7"
    ON "t3"."author_id" = "t7"."author_id"
)
SELECT
  *
FROM (
  SELECT
    "t18"."person_id",
    "t18"."to_id",
    COUNT(*) AS "answer_count"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t14"."author_id" AS "person_id",
        CASE
          WHEN "t16"."has_reply"
          THEN "t16"."replied_id"
          WHEN "t14"."sent_at" <= (
            "t14"."last_at" + INTERVAL '15' MINUTE
          )
          THEN "t14"."last_id"
          ELSE NULL
        END AS "to_id"
      FROM (
        SELECT
          "t10"."message_id",
          "t10"."chat_id",
          "t10"."author_id",
          "t10"."sent_at",
          "t10"."position",
          LAG("t10"."author_id") OVER (
            PARTITION BY "t10"."chat_id"
            ORDER BY "t10"."sent_at" ASC, "t10"."position" ASC, "t10"."message_id" ASC
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
          ) AS "last_id",
          LAG("t10"."sent_at") OVER (
            PARTITION BY "t10"."chat_id"
            ORDER BY "t10"."sent_at" ASC, "t10"."position" ASC, "t10"."message_id" ASC
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
          ) AS "last_at"
        FROM (
          SELECT
            "t9"."message_id",
            "t9"."chat_id",
            "t9"."author_id",
            "t9"."sent_at",
            "t9"."position"
          FROM "t8" AS "t9"
          WHERE
            "t9"."author_id" IS NOT NULL
        ) AS "t10"
      ) AS "t14"
      LEFT OUTER JOIN (
        SELECT
          "t6"."message_id",
          "t12"."replied_id",
          TRUE AS "has_reply"
        FROM (
          SELECT
            "t0"."message_id",
            "t0"."reply_to_id"
          FROM "message_replies" AS "t0"
        ) AS "t6"
        LEFT OUTER JOIN (
          SELECT
            "t9"."message_id" AS "reply_to_id",
            "t9"."author_id" AS "replied_id"
          FROM "t8" AS "t9"
          WHERE
            "t9"."author_id" IS NOT NULL
        ) AS "t12"
          ON "t6"."reply_to_id" = "t12"."reply_to_id"
      ) AS "t16"
        ON "t14"."message_id" = "t16"."message_id"
    ) AS "t17"
    WHERE
      "t17"."to_id" IS NOT NULL AND "t17"."to_id" <> "t17"."person_id"
  ) AS "t18"
  GROUP BY
    1,
    2
) AS "t19"
WHERE
  "t19"."answer_count" >= 10
ORDER BY
  "t19"."answer_count" DESC,
  "t19"."person_id" ASC,
  "t19"."to_id" ASC
LIMIT 10
