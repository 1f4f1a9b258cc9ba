SELECT
  *
FROM (
  SELECT
    "t2"."window_id",
    "t2"."rank",
    "t2"."score",
    "t2"."chunk_id",
    "t4"."text",
    "t4"."first_sent_at",
    "t4"."last_sent_at"
  FROM "window_context" AS "t2"
  INNER JOIN (
    SELECT
      "t1"."chunk_id",
      "t1"."text",
      "t1"."first_sent_at",
      "t1"."last_sent_at"
    FROM "chunks" AS "t1"
  ) AS "t4"
    ON "t2"."chunk_id" = "t4"."chunk_id"
) AS "t5"
ORDER BY
  "t5"."window_id" ASC,
  "t5"."rank" ASC
