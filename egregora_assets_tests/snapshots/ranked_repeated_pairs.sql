SELECT
  *
FROM (
  SELECT
    "t1"."judge",
    "t1"."first_id",
    "t1"."second_id",
    COUNT(*) AS "meeting_count"
  FROM (
    SELECT
      "t0"."judge",
      LEAST("t0"."winner_id", "t0"."loser_id") AS "first_id",
      GREATEST("t0"."winner_id", "t0"."loser_id") AS "second_id"
    FROM "elo_comparisons" AS "t0"
    WHERE
      NOT (
        "t0"."judge" IN ('legacy', 'person')
      )
  ) AS "t1"
  GROUP BY
    1,
    2,
    3
) AS "t2"
WHERE
  "t2"."meeting_count" > 1
