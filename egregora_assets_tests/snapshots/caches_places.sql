SELECT
  "t9"."message_id",
  "t9"."repository_id",
  "t9"."position"
FROM (
  SELECT
    "t6"."message_id",
    "t6"."asked",
    "t4"."repository_id",
    "t8"."repository_id" AS "repository_id_right",
    "t8"."effective",
    "t8"."position"
  FROM (
    SELECT
      "t0"."message_id",
      EPOCH(CAST("t0"."sent_at" AS TIMESTAMP)) AS "asked"
    FROM "messages" AS "t0"
  ) AS "t6"
  CROSS JOIN (
    SELECT DISTINCT
      "t1"."repository_id"
    FROM "git_chain" AS "t1"
  ) AS "t4"
  ASOF LEFT JOIN (
    SELECT
      "t5"."repository_id",
      "t5"."effective",
      MAX("t5"."position") AS "position"
    FROM (
      SELECT
        "t1"."chain_id",
        "t1"."position",
        "t1"."repository_id",
        "t1"."commit_id",
        "t1"."committed_at",
        "t1"."effective_at",
        "t1"."run_id",
        EPOCH(CAST("t1"."effective_at" AS TIMESTAMP)) AS "effective"
      FROM "git_chain" AS "t1"
    ) AS "t5"
    GROUP BY
      1,
      2
  ) AS "t8"
    ON "t6"."asked" >= "t8"."effective" AND "t4"."repository_id" = "t8"."repository_id"
) AS "t9"
WHERE
  "t9"."position" IS NOT NULL
ORDER BY
  "t9"."message_id" ASC,
  "t9"."repository_id" ASC
