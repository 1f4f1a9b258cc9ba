SELECT
  "t4"."chunk_id",
  "t4"."model"
FROM "chunk_embeddings" AS "t4"
SEMI JOIN (
  SELECT
    "t5"."chunk_id",
    "t5"."chat_id",
    "t5"."window_id",
    "t5"."ordinal",
    "t5"."text",
    "t5"."first_sent_at",
    "t5"."last_sent_at",
    "t5"."term_count",
    "t5"."run_id"
  FROM "chunks" AS "t5"
  SEMI JOIN (
    SELECT
      "t8"."window_id"
    FROM (
      SELECT
        "t6"."window_id",
        "t6"."chat_id",
        "t6"."window_start",
        "t6"."window_end",
        "t6"."message_count",
        "t6"."signature",
        "t6"."run_id",
        "t7"."since"
      FROM "windows" AS "t6"
      INNER JOIN "result_since" AS "t7"
        ON "t6"."chat_id" = "t7"."chat_id"
    ) AS "t8"
    WHERE
      "t8"."window_start" >= "t8"."since"
  ) AS "t10"
    ON "t5"."window_id" = "t10"."window_id"
) AS "t12"
  ON "t4"."chunk_id" = "t12"."chunk_id"
