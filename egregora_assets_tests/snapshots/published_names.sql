SELECT
  *
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t0"."pseudonym" AS "name"
    FROM "authors" AS "t0"
  ) AS "t1"
  UNION
  SELECT
    *
  FROM (
    SELECT
      "t0"."public_name" AS "name"
    FROM "authors" AS "t0"
  ) AS "t2"
) AS "t3"
ORDER BY
  "t3"."name" ASC
