SELECT
  "t2"."window_id"
FROM "windows" AS "t2"
ANTI JOIN (
  SELECT
    *
  FROM "documents" AS "t1"
  WHERE
    "t1"."doc_type" = 'journal' AND "t1"."status" = 'published'
) AS "t4"
  ON "t2"."window_id" = "t4"."window_id"
