SELECT
  "t5"."chat_id",
  "t5"."source",
  "t2"."slug",
  "t2"."public_title",
  "t5"."time_zone",
  "t2"."language"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t1"."chat_id",
      "t1"."source",
      "t1"."time_zone",
      ROW_NUMBER() OVER (
        PARTITION BY "t1"."chat_id"
        ORDER BY "t1"."ingested_at" DESC, "t1"."export_id" DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
      ) - 1 AS "age"
    FROM "export_files" AS "t1"
  ) AS "t3"
  WHERE
    "t3"."age" = 0
) AS "t5"
INNER JOIN "result_chats" AS "t2"
  ON "t5"."chat_id" = "t2"."chat_id"
