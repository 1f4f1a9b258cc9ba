SELECT
  *
FROM (
  SELECT
    "t5"."message_id",
    "t5"."emoji",
    SUM("t5"."reaction_count") AS "count"
  FROM (
    SELECT
      "t2"."message_id",
      "t2"."ordinal",
      "t2"."author_id",
      "t2"."emoji",
      "t2"."reaction_count",
      "t2"."run_id"
    FROM "message_reactions" AS "t2"
    ANTI JOIN (
      SELECT
        "t1"."author_id"
      FROM "authors" AS "t1"
      WHERE
        "t1"."is_opted_out"
    ) AS "t4"
      ON "t2"."author_id" = "t4"."author_id"
  ) AS "t5"
  GROUP BY
    1,
    2
) AS "t6"
ORDER BY
  "t6"."message_id" ASC,
  "t6"."count" DESC,
  "t6"."emoji" ASC
