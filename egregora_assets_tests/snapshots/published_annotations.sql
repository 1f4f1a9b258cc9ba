SELECT
  *
FROM (
  SELECT
    "t2"."annotation_id",
    COALESCE("t2"."parent_message_id", "t2"."parent_document_id") AS "target_id"
  FROM "annotations" AS "t2"
  ANTI JOIN (
    SELECT
      "t1"."author_id"
    FROM "authors" AS "t1"
    WHERE
      "t1"."is_opted_out"
  ) AS "t4"
    ON "t2"."author_id" = "t4"."author_id"
) AS "t5"
ORDER BY
  "t5"."annotation_id" ASC
