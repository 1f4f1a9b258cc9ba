SELECT
  "t0"."document_id",
  "t0"."tag"
FROM "document_tags" AS "t0"
ORDER BY
  "t0"."document_id" ASC,
  "t0"."tag" ASC
