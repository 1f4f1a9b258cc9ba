SELECT
  *
FROM (
  SELECT
    "t2"."message_id",
    "t2"."ordinal",
    "t3"."url",
    "t3"."host",
    "t3"."title"
  FROM "message_links" AS "t2"
  INNER JOIN "links" AS "t3"
    ON "t2"."link_id" = "t3"."link_id"
) AS "t4"
ORDER BY
  "t4"."message_id" ASC,
  "t4"."ordinal" ASC
