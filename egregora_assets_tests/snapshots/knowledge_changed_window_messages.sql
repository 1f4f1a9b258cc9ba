SELECT
  "t3"."window_id",
  "t3"."message_id"
FROM "window_messages" AS "t3"
SEMI JOIN (
  SELECT
    "t6"."window_id"
  FROM (
    SELECT
      "t4"."window_id",
      "t4"."chat_id",
      "t4"."window_start",
      "t4"."window_end",
      "t4"."message_count",
      "t4"."signature",
      "t4"."run_id",
      "t5"."since"
    FROM "windows" AS "t4"
    INNER JOIN "result_since" AS "t5"
      ON "t4"."chat_id" = "t5"."chat_id"
  ) AS "t6"
  WHERE
    "t6"."window_start" >= "t6"."since"
) AS "t8"
  ON "t3"."window_id" = "t8"."window_id"
