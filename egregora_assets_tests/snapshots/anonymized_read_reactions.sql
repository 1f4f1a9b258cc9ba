SELECT
  *
FROM (
  SELECT
    "t4"."chat_id",
    "t2"."message_id",
    "t2"."ordinal",
    "t2"."author_name",
    "t2"."emoji",
    "t2"."reaction_count"
  FROM "reactions" AS "t2"
  INNER JOIN (
    SELECT
      *
    FROM "ingested" AS "t1"
    WHERE
      "t1"."kind" <> 'command'
  ) AS "t4"
    ON "t2"."message_id" = "t4"."message_id"
) AS "t5"
ORDER BY
  "t5"."message_id" ASC,
  "t5"."ordinal" ASC
