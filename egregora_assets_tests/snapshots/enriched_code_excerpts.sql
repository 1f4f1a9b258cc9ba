SELECT
  "t0"."repository_id",
  "t0"."blob_id",
  "t0"."line_start",
  "t0"."line_end",
  "t0"."first_line",
  "t0"."text",
  "t0"."reason"
FROM "result_excerpts" AS "t0"
