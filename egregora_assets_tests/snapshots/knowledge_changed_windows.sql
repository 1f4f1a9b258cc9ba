SELECT
  "t4"."window_id"
FROM (
  SELECT
    "t2"."window_id",
    "t2"."chat_id",
    "t2"."window_start",
    "t2"."window_end",
    "t2"."message_count",
    "t2"."signature",
    "t2"."run_id",
    "t3"."since"
  FROM "windows" AS "t2"
  INNER JOIN "result_since" AS "t3"
    ON "t2"."chat_id" = "t3"."chat_id"
) AS "t4"
WHERE
  "t4"."window_start" >= "t4"."since"
