SELECT
  *
FROM "citations" AS "t0"
WHERE
  CAST("t0"."document_id" AS TEXT) IN ('a')
ORDER BY
  "t0"."document_id" ASC
