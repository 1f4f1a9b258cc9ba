SELECT
  "t2"."author_id",
  "t2"."chat_id",
  "t3"."pseudonym",
  "t3"."public_name",
  "t2"."is_opted_out"
FROM "identities" AS "t2"
INNER JOIN "result_authors" AS "t3"
  ON "t2"."author_id" = "t3"."author_id"
