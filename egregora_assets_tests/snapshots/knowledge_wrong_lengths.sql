SELECT
  "t1"."chunk_id",
  "t1"."model"
FROM (
  SELECT
    *
  FROM "chunk_embeddings" AS "t0"
  WHERE
    ABS(ARRAY_INNER_PRODUCT("t0"."embedding", "t0"."embedding") - 1) > 1e-05
) AS "t1"
