SELECT
  "t2"."window_id",
  "t2"."chunk_id"
FROM "window_context" AS "t2"
SEMI JOIN (
  SELECT
    "t7"."window_id"
  FROM (
    SELECT
      "t3"."window_id",
      "t3"."chat_id",
      "t3"."window_start",
      "t3"."window_end",
      "t3"."message_count",
      "t3"."signature",
      "t3"."run_id",
      "t6"."since"
    FROM "windows" AS "t3"
    INNER JOIN (
      SELECT
        CAST(LIST_EXTRACT(STR_SPLIT("t4"."span", ' '), 1) AS UUID) AS "chat_id",
        CAST(LIST_EXTRACT(STR_SPLIT("t4"."span", ' '), 2) AS TIMESTAMP(9)) AS "since"
      FROM (
        SELECT
          UNNEST(
            STR_SPLIT(
              '00000000-0000-8000-8000-000000000001 2024-01-08T00:00:00.000000000',
              '
'
            )
          ) AS "span"
      ) AS "t4"
    ) AS "t6"
      ON "t3"."chat_id" = "t6"."chat_id"
  ) AS "t7"
  WHERE
    "t7"."window_start" >= "t7"."since"
) AS "t9"
  ON "t2"."window_id" = "t9"."window_id"
