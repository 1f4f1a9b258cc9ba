SELECT DISTINCT
  *
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t0"."chat_id",
      "t0"."pseudonym" AS "name"
    FROM "authors" AS "t0"
  ) AS "t1"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t0"."chat_id",
      "t0"."public_name" AS "name"
    FROM "authors" AS "t0"
  ) AS "t2"
) AS "t3"
ORDER BY
  "t3"."chat_id" ASC,
  "t3"."name" ASC
