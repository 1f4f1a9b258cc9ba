SELECT
  "t13"."later_id",
  "t13"."earlier_id",
  "t13"."place"
FROM (
  SELECT
    "t12"."later_id",
    "t12"."earlier_id",
    "t12"."best_rank",
    ROW_NUMBER() OVER (
      PARTITION BY "t12"."later_id"
      ORDER BY "t12"."best_rank" ASC, "t12"."earlier_id" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) - 1 AS "place"
  FROM (
    SELECT
      "t11"."later_id",
      "t11"."earlier_id",
      MIN("t11"."rank") AS "best_rank"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t8"."window_id",
          "t8"."later_id",
          "t8"."later_at",
          "t3"."chunk_id",
          "t3"."rank",
          "t3"."score",
          "t3"."run_id",
          "t7"."earlier_window_id",
          "t9"."earlier_id",
          "t9"."earlier_at"
        FROM (
          SELECT
            "t0"."window_id",
            "t0"."document_id" AS "later_id",
            "t0"."created_at" AS "later_at"
          FROM "documents" AS "t0"
          WHERE
            "t0"."status" = 'published'
            AND "t0"."doc_type" = 'post'
            AND "t0"."window_id" IS NOT NULL
        ) AS "t8"
        INNER JOIN "window_context" AS "t3"
          ON "t8"."window_id" = "t3"."window_id"
        INNER JOIN (
          SELECT
            "t2"."chunk_id",
            "t2"."window_id" AS "earlier_window_id"
          FROM "chunks" AS "t2"
        ) AS "t7"
          ON "t3"."chunk_id" = "t7"."chunk_id"
        INNER JOIN (
          SELECT
            "t0"."window_id" AS "earlier_window_id",
            "t0"."document_id" AS "earlier_id",
            "t0"."created_at" AS "earlier_at"
          FROM "documents" AS "t0"
          WHERE
            "t0"."status" = 'published'
            AND "t0"."doc_type" = 'post'
            AND "t0"."window_id" IS NOT NULL
        ) AS "t9"
          ON "t7"."earlier_window_id" = "t9"."earlier_window_id"
      ) AS "t10"
      WHERE
        "t10"."earlier_at" < "t10"."later_at"
    ) AS "t11"
    GROUP BY
      1,
      2
  ) AS "t12"
) AS "t13"
WHERE
  "t13"."place" < 4
ORDER BY
  "t13"."later_id" ASC,
  "t13"."place" ASC
