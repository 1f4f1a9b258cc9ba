SELECT
  *
FROM (
  SELECT
    "t3"."chain_id",
    "t3"."path",
    "t3"."position",
    "t3"."status",
    "t3"."mode",
    "t3"."blob_id",
    "t3"."path_raw"
  FROM "git_file_versions" AS "t3"
  SEMI JOIN "result_histories" AS "t4"
    ON "t3"."chain_id" = "t4"."chain_id"
) AS "t6"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t0"."chain_id",
    "t0"."path",
    "t0"."position",
    "t0"."status",
    "t0"."mode",
    "t0"."blob_id",
    "t0"."path_raw"
  FROM "result_versions" AS "t0"
) AS "t5"
