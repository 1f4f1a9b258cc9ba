SELECT
  "t0"."path",
  "t0"."byte_count"
FROM "site_files" AS "t0"
ORDER BY
  "t0"."path" ASC
