SELECT
  "t1"."chat_id"
FROM (
  SELECT
    "t0"."chat_id",
    COUNT(DISTINCT "t0"."author_name") AS "author_count"
  FROM "ingested" AS "t0"
  GROUP BY
    1
) AS "t1"
WHERE
  "t1"."author_count" = 0
