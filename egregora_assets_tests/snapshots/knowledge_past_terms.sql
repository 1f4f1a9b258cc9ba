SELECT
  *
FROM (
  SELECT
    "t13"."chat_id",
    "t13"."place",
    "t3"."term",
    "t3"."term_count"
  FROM "chunk_terms" AS "t3"
  INNER JOIN (
    SELECT
      "t11"."chat_id",
      "t11"."chunk_id",
      ROW_NUMBER() OVER (
        PARTITION BY "t11"."chat_id"
        ORDER BY "t11"."window_start" ASC, "t11"."ordinal" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) - 1 AS "place"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t4"."chunk_id",
          "t4"."chat_id",
          "t4"."window_id",
          "t4"."ordinal",
          "t4"."text",
          "t4"."first_sent_at",
          "t4"."last_sent_at",
          "t4"."term_count",
          "t4"."run_id",
          "t6"."window_start",
          "t9"."since"
        FROM "chunks" AS "t4"
        INNER JOIN (
          SELECT
            "t2"."window_id",
            "t2"."window_start"
          FROM "windows" AS "t2"
        ) AS "t6"
          ON "t4"."window_id" = "t6"."window_id"
        INNER JOIN (
          SELECT
            CAST(LIST_EXTRACT(STR_SPLIT("t7"."span", ' '), 1) AS UUID) AS "chat_id",
            CAST(LIST_EXTRACT(STR_SPLIT("t7"."span", ' '), 2) AS TIMESTAMP(9)) AS "since"
          FROM (
            SELECT
              UNNEST(
                STR_SPLIT(
                  '00000000-0000-8000-8000-000000000001 2024-01-08T00:00:00.000000000',
                  '
'
                )
              ) AS "span"
          ) AS "t7"
        ) AS "t9"
          ON "t4"."chat_id" = "t9"."chat_id"
      ) AS "t10"
      WHERE
        "t10"."window_start" < "t10"."since"
    ) AS "t11"
  ) AS "t13"
    ON "t3"."chunk_id" = "t13"."chunk_id"
) AS "t14"
ORDER BY
  "t14"."chat_id" ASC,
  "t14"."place" ASC
