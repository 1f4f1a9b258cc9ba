SELECT
  "t4"."document_id"
FROM (
  SELECT
    *
  FROM "documents" AS "t0"
  WHERE
    "t0"."doc_type" = 'post'
    AND "t0"."status" = 'published'
    AND (
      (
        "t0"."form" IS NULL
      ) OR (
        "t0"."form" <> 'grief'
      )
    )
) AS "t4"
ANTI JOIN "elo_ratings" AS "t2"
  ON "t4"."document_id" = "t2"."post_id"
