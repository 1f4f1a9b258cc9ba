SELECT
  *
FROM (
  SELECT
    "t2"."window_id",
    "t2"."rank",
    "t3"."window_id" AS "passage_window_id",
    "t3"."first_sent_at",
    "t3"."last_sent_at"
  FROM "window_context" AS "t2"
  INNER JOIN "chunks" AS "t3"
    ON "t2"."chunk_id" = "t3"."chunk_id"
) AS "t4"
ORDER BY
  "t4"."window_id" ASC,
  "t4"."rank" ASC
