SELECT
  "t12"."message_id"
FROM (
  SELECT
    "t11"."message_id",
    COUNT("t11"."window_start") AS "place_count",
    SUM(
      CAST(COALESCE(
        (
          "t11"."chat_id" = "t11"."window_chat_id"
        )
        AND (
          "t11"."sent_at" >= "t11"."window_start"
        )
        AND (
          "t11"."sent_at" < "t11"."window_end"
        ),
        FALSE
      ) AS INT)
    ) AS "inside_count"
  FROM (
    SELECT
      "t7"."message_id",
      "t7"."chat_id",
      "t7"."sent_at",
      "t10"."message_id" AS "message_id_right",
      "t10"."window_start",
      "t10"."window_end",
      "t10"."window_chat_id"
    FROM (
      SELECT
        "t0"."message_id",
        "t0"."chat_id",
        "t0"."sent_at"
      FROM "messages" AS "t0"
      WHERE
        "t0"."kind" <> 'system'
    ) AS "t7"
    LEFT OUTER JOIN (
      SELECT
        "t8"."message_id",
        "t6"."window_start",
        "t6"."window_end",
        "t6"."window_chat_id"
      FROM (
        SELECT
          *
        FROM "window_messages" AS "t1"
        WHERE
          NOT (
            "t1"."is_overlap"
          )
      ) AS "t8"
      INNER JOIN (
        SELECT
          "t2"."window_id",
          "t2"."window_start",
          "t2"."window_end",
          "t2"."chat_id" AS "window_chat_id"
        FROM "windows" AS "t2"
      ) AS "t6"
        ON "t8"."window_id" = "t6"."window_id"
    ) AS "t10"
      ON "t7"."message_id" = "t10"."message_id"
  ) AS "t11"
  GROUP BY
    1
) AS "t12"
WHERE
  (
    "t12"."place_count" <> 1
  ) OR (
    "t12"."inside_count" <> 1
  )
