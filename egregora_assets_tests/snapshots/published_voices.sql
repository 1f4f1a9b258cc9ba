SELECT
  *
FROM (
  SELECT
    "t3"."document_id",
    "t5"."public_name",
    "t3"."author_id" AS "person_id"
  FROM (
    SELECT
      "t0"."document_id",
      "t0"."author_id"
    FROM "document_authors" AS "t0"
  ) AS "t3"
  INNER JOIN (
    SELECT
      *
    FROM "authors" AS "t1"
    WHERE
      NOT (
        "t1"."is_opted_out"
      )
  ) AS "t5"
    ON "t3"."author_id" = "t5"."author_id"
) AS "t6"
ORDER BY
  "t6"."document_id" ASC,
  "t6"."public_name" ASC,
  "t6"."person_id" ASC
