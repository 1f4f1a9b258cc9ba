SELECT
  *
FROM (
  SELECT
    "t2"."message_id",
    "t2"."ordinal",
    "t3"."media_id",
    "t3"."media_type",
    "t3"."description"
  FROM "message_media" AS "t2"
  INNER JOIN "media_files" AS "t3"
    ON "t2"."media_id" = "t3"."media_id"
) AS "t4"
ORDER BY
  "t4"."message_id" ASC,
  "t4"."ordinal" ASC
