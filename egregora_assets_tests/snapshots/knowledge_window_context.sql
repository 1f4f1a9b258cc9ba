SELECT
  "t6"."window_id",
  "t19"."chunk_id",
  "t6"."score",
  CAST((
    ROW_NUMBER() OVER (
      PARTITION BY "t6"."window_id"
      ORDER BY "t6"."score" DESC, "t6"."place" DESC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) - 1
  ) + 1 AS INT) AS "rank"
FROM "result_related" AS "t6"
INNER JOIN (
  SELECT
    "t1"."window_id",
    "t1"."chat_id"
  FROM "result_boundaries" AS "t1"
) AS "t12"
  ON "t6"."window_id" = "t12"."window_id"
INNER JOIN (
  SELECT
    *
  FROM (
    SELECT
      "t16"."chat_id",
      "t16"."chunk_id",
      ROW_NUMBER() OVER (
        PARTITION BY "t16"."chat_id"
        ORDER BY "t16"."window_start" ASC, "t16"."ordinal" ASC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) - 1 AS "place"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t8"."chunk_id",
          "t8"."chat_id",
          "t8"."window_id",
          "t8"."ordinal",
          "t8"."text",
          "t8"."first_sent_at",
          "t8"."last_sent_at",
          "t8"."term_count",
          "t8"."run_id",
          "t13"."window_start",
          "t9"."since"
        FROM "chunks" AS "t8"
        INNER JOIN (
          SELECT
            "t5"."window_id",
            "t5"."window_start"
          FROM "windows" AS "t5"
        ) AS "t13"
          ON "t8"."window_id" = "t13"."window_id"
        INNER JOIN "result_since" AS "t9"
          ON "t8"."chat_id" = "t9"."chat_id"
      ) AS "t15"
      WHERE
        "t15"."window_start" < "t15"."since"
    ) AS "t16"
  ) AS "t17"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t12"."chat_id",
      "t7"."chunk_id",
      "t7"."place"
    FROM "result_passages" AS "t7"
    INNER JOIN (
      SELECT
        "t1"."window_id",
        "t1"."chat_id"
      FROM "result_boundaries" AS "t1"
    ) AS "t12"
      ON "t7"."window_id" = "t12"."window_id"
  ) AS "t14"
) AS "t19"
  ON "t12"."chat_id" = "t19"."chat_id" AND "t6"."place" = "t19"."place"
