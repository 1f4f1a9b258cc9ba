SELECT
  "t2"."path",
  "t2"."content_hash",
  "t2"."byte_count",
  "t4"."shown_id" AS "document_id"
FROM "result_files" AS "t2"
LEFT OUTER JOIN (
  SELECT
    "t1"."document_id",
    "t1"."document_id" AS "shown_id"
  FROM "document_addresses" AS "t1"
) AS "t4"
  ON "t2"."document_id" = "t4"."document_id"
