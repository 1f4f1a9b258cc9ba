SELECT
  "t0"."window_id"
FROM "windows" AS "t0"
WHERE
  FALSE
