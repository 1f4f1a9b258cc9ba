SELECT
  "t10"."window_id",
  "t10"."message_id",
  FALSE AS "is_overlap"
FROM (
  SELECT
    "t9"."chat_id",
    "t9"."message_id",
    "t9"."sent_at",
    "t3"."window_id",
    "t3"."chat_id" AS "chat_id_right",
    "t3"."window_start",
    "t3"."window_end",
    "t3"."signature"
  FROM (
    SELECT
      "t7"."chat_id",
      "t7"."message_id",
      "t7"."sent_at"
    FROM (
      SELECT
        "t6"."message_id",
        "t6"."chat_id",
        "t6"."author_id",
        "t6"."sent_at",
        "t6"."local_time",
        "t6"."position",
        "t6"."kind",
        "t6"."text",
        "t6"."is_edited",
        "t6"."export_id",
        "t6"."run_id",
        "t4"."since"
      FROM (
        SELECT
          *
        FROM "messages" AS "t1"
        WHERE
          "t1"."kind" <> 'system'
      ) AS "t6"
      INNER JOIN "result_since" AS "t4"
        ON "t6"."chat_id" = "t4"."chat_id"
    ) AS "t7"
    WHERE
      "t7"."sent_at" >= "t7"."since"
  ) AS "t9"
  ASOF LEFT JOIN "result_boundaries" AS "t3"
    ON "t9"."sent_at" >= "t3"."window_start" AND "t9"."chat_id" = "t3"."chat_id"
) AS "t10"
WHERE
  "t10"."sent_at" < "t10"."window_end"
