SELECT
  *
FROM (
  SELECT
    "t6"."document_id",
    "t6"."author_id"
  FROM "document_authors" AS "t6"
  SEMI JOIN "result_archived" AS "t7"
    ON "t6"."document_id" = "t7"."document_id"
) AS "t14"
UNION
SELECT
  *
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t8"."document_id",
      "t12"."author_id"
    FROM "result_citations" AS "t8"
    INNER JOIN (
      SELECT
        "t4"."message_id",
        "t4"."author_id"
      FROM "messages" AS "t4"
    ) AS "t12"
      ON "t8"."message_id" = "t12"."message_id"
  ) AS "t15"
  UNION
  SELECT
    *
  FROM (
    SELECT
      "t9"."document_id",
      "t13"."author_id"
    FROM "result_documents" AS "t9"
    INNER JOIN (
      SELECT
        "t5"."author_id"
      FROM "authors" AS "t5"
    ) AS "t13"
      ON "t9"."subject_author_id" = "t13"."author_id"
  ) AS "t16"
) AS "t17"
