SELECT
  "t3"."chunk_id",
  "t3"."model"
FROM "chunk_embeddings" AS "t3"
SEMI JOIN (
  SELECT
    "t4"."chunk_id",
    "t4"."chat_id",
    "t4"."window_id",
    "t4"."ordinal",
    "t4"."text",
    "t4"."first_sent_at",
    "t4"."last_sent_at",
    "t4"."term_count",
    "t4"."run_id"
  FROM "chunks" AS "t4"
  SEMI JOIN (
    SELECT
      "t9"."window_id"
    FROM (
      SELECT
        "t5"."window_id",
        "t5"."chat_id",
        "t5"."window_start",
        "t5"."window_end",
        "t5"."message_count",
        "t5"."signature",
        "t5"."run_id",
        "t8"."since"
      FROM "windows" AS "t5"
      INNER JOIN (
        SELECT
          CAST(LIST_EXTRACT(STR_SPLIT("t6"."span", ' '), 1) AS UUID) AS "chat_id",
          CAST(LIST_EXTRACT(STR_SPLIT("t6"."span", ' '), 2) AS TIMESTAMP(9)) AS "since"
        FROM (
          SELECT
            UNNEST(
              STR_SPLIT(
                '00000000-0000-8000-8000-000000000001 2024-01-08T00:00:00.000000000',
                '
'
              )
            ) AS "span"
        ) AS "t6"
      ) AS "t8"
        ON "t5"."chat_id" = "t8"."chat_id"
    ) AS "t9"
    WHERE
      "t9"."window_start" >= "t9"."since"
  ) AS "t11"
    ON "t4"."window_id" = "t11"."window_id"
) AS "t13"
  ON "t3"."chunk_id" = "t13"."chunk_id"
