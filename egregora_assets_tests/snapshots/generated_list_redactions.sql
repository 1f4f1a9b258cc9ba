SELECT
  *
FROM (
  SELECT
    "t4"."window_id",
    "t4"."message_id",
    "t2"."ordinal",
    "t2"."placeholder"
  FROM (
    SELECT
      *
    FROM "window_messages" AS "t0"
    WHERE
      NOT (
        "t0"."is_overlap"
      )
  ) AS "t4"
  INNER JOIN "redactions" AS "t2"
    ON "t4"."message_id" = "t2"."message_id"
) AS "t5"
ORDER BY
  "t5"."window_id" ASC,
  "t5"."message_id" ASC,
  "t5"."ordinal" ASC
