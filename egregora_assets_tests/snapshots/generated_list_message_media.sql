SELECT
  *
FROM (
  SELECT
    "t6"."window_id",
    "t6"."message_id",
    "t3"."ordinal",
    "t3"."media_id",
    "t4"."media_type",
    "t4"."width",
    "t4"."height",
    "t4"."phash" AS "look"
  FROM (
    SELECT
      *
    FROM "window_messages" AS "t0"
    WHERE
      NOT (
        "t0"."is_overlap"
      )
  ) AS "t6"
  INNER JOIN "message_media" AS "t3"
    ON "t6"."message_id" = "t3"."message_id"
  INNER JOIN "media_files" AS "t4"
    ON "t3"."media_id" = "t4"."media_id"
) AS "t7"
ORDER BY
  "t7"."window_id" ASC,
  "t7"."message_id" ASC,
  "t7"."ordinal" ASC
