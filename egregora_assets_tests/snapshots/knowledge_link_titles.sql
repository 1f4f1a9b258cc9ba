SELECT
  "t5"."message_id",
  LISTAGG("t5"."title", ' ' ORDER BY "t5"."ordinal" ASC) AS "title"
FROM (
  SELECT
    "t2"."message_id",
    "t2"."ordinal",
    "t2"."link_id",
    "t2"."run_id",
    "t4"."title"
  FROM "message_links" AS "t2"
  INNER JOIN (
    SELECT
      "t1"."link_id",
      "t1"."title"
    FROM "links" AS "t1"
    WHERE
      "t1"."status" = 'fetched' AND "t1"."title" IS NOT NULL
  ) AS "t4"
    ON "t2"."link_id" = "t4"."link_id"
) AS "t5"
GROUP BY
  1
