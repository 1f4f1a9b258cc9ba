SELECT
  *
FROM (
  SELECT
    "t7"."chat_id",
    "t7"."window_start",
    "t13"."window_id",
    "t13"."message_id",
    "t8"."author_id",
    "t8"."sent_at",
    "t8"."local_time",
    "t8"."position",
    "t8"."kind",
    "t8"."text",
    "t9"."reply_to_id",
    "t19"."nomination"
  FROM (
    SELECT
      *
    FROM "window_messages" AS "t0"
    WHERE
      NOT (
        "t0"."is_overlap"
      )
  ) AS "t13"
  INNER JOIN "windows" AS "t7"
    ON "t13"."window_id" = "t7"."window_id"
  INNER JOIN "messages" AS "t8"
    ON "t13"."message_id" = "t8"."message_id"
  LEFT OUTER JOIN "message_replies" AS "t9"
    ON "t13"."message_id" = "t9"."message_id"
  LEFT OUTER JOIN (
    SELECT
      "t17"."message_id",
      FIRST("t17"."nomination" ORDER BY "t17"."rank") AS "nomination"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t14"."message_id",
          'keep' AS "nomination",
          2 AS "rank"
        FROM (
          SELECT DISTINCT
            "t4"."message_id"
          FROM "message_reactions" AS "t4"
          WHERE
            REPLACE("t4"."emoji", '️', '') IN ('⭐', '🌟', '📌')
        ) AS "t14"
      ) AS "t16"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t5"."message_id",
            CAST("t5"."nomination" AS TEXT) AS "nomination",
            0 AS "rank"
          FROM "nomination_decisions" AS "t5"
        ) AS "t11"
        UNION ALL
        SELECT
          *
        FROM (
          SELECT
            "t6"."message_id",
            CAST("t6"."nomination" AS TEXT) AS "nomination",
            1 AS "rank"
          FROM "message_nominations" AS "t6"
        ) AS "t12"
      ) AS "t15"
    ) AS "t17"
    GROUP BY
      1
  ) AS "t19"
    ON "t13"."message_id" = "t19"."message_id"
) AS "t20"
ORDER BY
  "t20"."chat_id" ASC,
  "t20"."window_start" ASC,
  "t20"."window_id" ASC,
  "t20"."sent_at" ASC,
  "t20"."position" ASC,
  "t20"."message_id" ASC
