SELECT
  *
FROM (
  SELECT
    "t6"."window_id",
    "t6"."message_id",
    "t3"."ordinal",
    "t4"."url",
    "t4"."host",
    "t4"."title"
  FROM (
    SELECT
      *
    FROM "window_messages" AS "t0"
    WHERE
      NOT (
        "t0"."is_overlap"
      )
  ) AS "t6"
  INNER JOIN "message_links" AS "t3"
    ON "t6"."message_id" = "t3"."message_id"
  INNER JOIN "links" AS "t4"
    ON "t3"."link_id" = "t4"."link_id"
) AS "t7"
ORDER BY
  "t7"."window_id" ASC,
  "t7"."message_id" ASC,
  "t7"."ordinal" ASC
