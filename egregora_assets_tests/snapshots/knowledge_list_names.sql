SELECT
  *
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t0"."pseudonym" AS "name"
    FROM "authors" AS "t0"
    WHERE
      "t0"."chat_id" = CAST('00000000-0000-8000-8000-000000000001' AS UUID)
  ) AS "t1"
  UNION
  SELECT
    *
  FROM (
    SELECT
      "t0"."public_name" AS "name"
    FROM "authors" AS "t0"
    WHERE
      "t0"."chat_id" = CAST('00000000-0000-8000-8000-000000000001' AS UUID)
  ) AS "t2"
) AS "t3"
ORDER BY
  "t3"."name" ASC
