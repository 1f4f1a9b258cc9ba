SELECT
  *
FROM (
  SELECT
    "t12"."chunk_id",
    SUM("t12"."part") AS "score"
  FROM (
    SELECT
      "t11"."chunk_id",
      "t11"."term",
      "t11"."term_count",
      "t11"."run_id",
      "t11"."length",
      "t11"."hit_count",
      "t11"."chunk_count",
      "t11"."mean_length",
      LN(
        (
          (
            (
              "t11"."chunk_count" - "t11"."hit_count"
            ) + 0.5
          ) / (
            "t11"."hit_count" + 0.5
          )
        ) + 1
      ) * (
        (
          "t11"."term_count" * 2.2
        ) / (
          "t11"."term_count" + (
            (
              (
                (
                  "t11"."length" * 0.75
                ) / "t11"."mean_length"
              ) + 0.25
            ) * 1.2
          )
        )
      ) AS "part"
    FROM (
      SELECT
        "t6"."chunk_id",
        "t6"."term",
        "t6"."term_count",
        "t6"."run_id",
        "t4"."length",
        "t10"."hit_count",
        "t7"."chunk_count",
        "t7"."mean_length"
      FROM (
        SELECT
          *
        FROM "chunk_terms" AS "t0"
        WHERE
          "t0"."term" IN ('harbour', 'lantern')
      ) AS "t6"
      INNER JOIN (
        SELECT
          "t1"."chunk_id",
          "t1"."term_count" AS "length"
        FROM "chunks" AS "t1"
      ) AS "t4"
        ON "t6"."chunk_id" = "t4"."chunk_id"
      INNER JOIN (
        SELECT
          "t8"."term",
          COUNT(*) AS "hit_count"
        FROM (
          SELECT
            "t6"."chunk_id",
            "t6"."term",
            "t6"."term_count",
            "t6"."run_id",
            "t4"."length"
          FROM (
            SELECT
              *
            FROM "chunk_terms" AS "t0"
            WHERE
              "t0"."term" IN ('harbour', 'lantern')
          ) AS "t6"
          INNER JOIN (
            SELECT
              "t1"."chunk_id",
              "t1"."term_count" AS "length"
            FROM "chunks" AS "t1"
          ) AS "t4"
            ON "t6"."chunk_id" = "t4"."chunk_id"
        ) AS "t8"
        GROUP BY
          1
      ) AS "t10"
        ON "t6"."term" = "t10"."term"
      CROSS JOIN (
        SELECT
          COUNT(*) AS "chunk_count",
          AVG("t1"."term_count") AS "mean_length"
        FROM "chunks" AS "t1"
      ) AS "t7"
    ) AS "t11"
  ) AS "t12"
  GROUP BY
    1
) AS "t13"
ORDER BY
  "t13"."score" DESC,
  "t13"."chunk_id" ASC
