SELECT
  "t5"."message_id"
FROM (
  SELECT
    "t4"."message_id",
    FIRST("t4"."nomination" ORDER BY "t4"."rank") AS "nomination"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        "t0"."message_id",
        CAST("t0"."nomination" AS TEXT) AS "nomination",
        0 AS "rank"
      FROM "nomination_decisions" AS "t0"
    ) AS "t2"
    UNION ALL
    SELECT
      *
    FROM (
      SELECT
        "t1"."message_id",
        CAST("t1"."nomination" AS TEXT) AS "nomination",
        1 AS "rank"
      FROM "message_nominations" AS "t1"
    ) AS "t3"
  ) AS "t4"
  GROUP BY
    1
) AS "t5"
WHERE
  "t5"."nomination" = 'skip'
ORDER BY
  "t5"."message_id" ASC
