SELECT
  "t4"."chunk_id",
  "t2"."term",
  "t2"."term_count"
FROM "result_postings" AS "t2"
INNER JOIN (
  SELECT
    "t1"."number",
    "t1"."chunk_id"
  FROM "result_passages" AS "t1"
) AS "t4"
  ON "t2"."number" = "t4"."number"
