SELECT
  "t6"."chunk_id"
FROM (
  SELECT
    "t3"."chunk_id",
    "t3"."term_count",
    "t5"."chunk_id" AS "chunk_id_right",
    "t5"."posting_count"
  FROM (
    SELECT
      "t0"."chunk_id",
      "t0"."term_count"
    FROM "chunks" AS "t0"
  ) AS "t3"
  LEFT OUTER JOIN (
    SELECT
      "t1"."chunk_id",
      SUM("t1"."term_count") AS "posting_count"
    FROM "chunk_terms" AS "t1"
    GROUP BY
      1
  ) AS "t5"
    ON "t3"."chunk_id" = "t5"."chunk_id"
) AS "t6"
WHERE
  "t6"."term_count" <> COALESCE("t6"."posting_count", 0)
