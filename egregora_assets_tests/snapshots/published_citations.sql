SELECT
  "t0"."document_id",
  "t0"."ordinal",
  "t0"."message_id"
FROM "citations" AS "t0"
ORDER BY
  "t0"."document_id" ASC,
  "t0"."ordinal" ASC
