SELECT
  "t4"."chunk_id",
  "t2"."embedding",
  'hashed-ngrams-1' AS "model"
FROM "result_vectors" AS "t2"
INNER JOIN (
  SELECT
    "t1"."number",
    "t1"."chunk_id"
  FROM "result_passages" AS "t1"
) AS "t4"
  ON "t2"."number" = "t4"."number"
