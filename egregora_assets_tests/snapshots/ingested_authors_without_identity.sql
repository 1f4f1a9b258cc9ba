SELECT
  "t5"."chat_id",
  "t5"."author_name"
FROM (
  SELECT DISTINCT
    "t0"."chat_id",
    "t0"."author_name"
  FROM "ingested" AS "t0"
  WHERE
    "t0"."author_name" IS NOT NULL
) AS "t5"
ANTI JOIN (
  SELECT
    "t1"."chat_id",
    "t1"."display_name" AS "author_name"
  FROM "identities" AS "t1"
) AS "t4"
  ON "t5"."chat_id" = "t4"."chat_id" AND "t5"."author_name" = "t4"."author_name"
