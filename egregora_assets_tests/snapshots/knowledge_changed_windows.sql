SELECT
  "t5"."window_id"
FROM (
  SELECT
    "t1"."window_id",
    "t1"."chat_id",
    "t1"."window_start",
    "t1"."window_end",
    "t1"."message_count",
    "t1"."signature",
    "t1"."run_id",
    "t4"."since"
  FROM "windows" AS "t1"
  INNER JOIN (
    SELECT
      CAST(LIST_EXTRACT(STR_SPLIT("t2"."span", ' '), 1) AS UUID) AS "chat_id",
      CAST(LIST_EXTRACT(STR_SPLIT("t2"."span", ' '), 2) AS TIMESTAMP(9)) AS "since"
    FROM (
      SELECT
        UNNEST(
          STR_SPLIT(
            '00000000-0000-8000-8000-000000000001 2024-01-08T00:00:00.000000000',
            '
'
          )
        ) AS "span"
    ) AS "t2"
  ) AS "t4"
    ON "t1"."chat_id" = "t4"."chat_id"
) AS "t5"
WHERE
  "t5"."window_start" >= "t5"."since"
