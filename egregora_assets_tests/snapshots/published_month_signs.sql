WITH "t9" AS (
  SELECT
    "t4"."message_id",
    "t4"."chat_id",
    "t4"."author_id",
    "t4"."sent_at",
    "t4"."local_time",
    "t4"."position",
    "t4"."kind",
    "t4"."text",
    "t4"."is_edited",
    "t4"."export_id",
    "t4"."run_id"
  FROM "messages" AS "t4"
  ANTI JOIN (
    SELECT
      *
    FROM "authors" AS "t1"
    WHERE
      "t1"."is_opted_out"
  ) AS "t8"
    ON "t4"."author_id" = "t8"."author_id"
)
SELECT
  *
FROM (
  SELECT
    "t17"."month",
    "t17"."person_id",
    "t17"."run",
    SUM("t17"."use_count") AS "use_count"
  FROM (
    SELECT
      *
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t11"."month",
          "t11"."author_id" AS "person_id",
          UNNEST(
            STR_SPLIT_REGEX(
              REGEXP_REPLACE(
                "t11"."text",
                '[^\x{200D}\x{FE0F}\x{2300}-\x{23FF}\x{2600}-\x{27BF}\x{2B00}-\x{2BFF}\x{1F000}-\x{1FAFF}]+',
                ' ',
                'g'
              ),
              ' '
            )
          ) AS "run",
          1 AS "use_count"
        FROM (
          SELECT
            "t10"."message_id",
            "t10"."chat_id",
            "t10"."author_id",
            "t10"."sent_at",
            "t10"."local_time",
            "t10"."position",
            "t10"."kind",
            "t10"."text",
            "t10"."is_edited",
            "t10"."export_id",
            "t10"."run_id",
            CAST("t10"."local_time" AS DATE) AS "day",
            CAST(DATE_TRUNC('MONTH', "t10"."local_time") AS DATE) AS "month"
          FROM "t9" AS "t10"
          WHERE
            "t10"."author_id" IS NOT NULL
        ) AS "t11"
      ) AS "t14"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          "t13"."month",
          "t3"."author_id" AS "person_id",
          "t3"."emoji" AS "run",
          CAST("t3"."reaction_count" AS BIGINT) AS "use_count"
        FROM "message_reactions" AS "t3"
        ANTI JOIN (
          SELECT
            "t1"."author_id"
          FROM "authors" AS "t1"
          WHERE
            "t1"."is_opted_out"
        ) AS "t7"
          ON "t3"."author_id" = "t7"."author_id"
        INNER JOIN (
          SELECT
            "t10"."message_id",
            CAST(DATE_TRUNC('MONTH', "t10"."local_time") AS DATE) AS "month"
          FROM "t9" AS "t10"
          WHERE
            "t10"."author_id" IS NOT NULL
        ) AS "t13"
          ON "t3"."message_id" = "t13"."message_id"
      ) AS "t15"
    ) AS "t16"
    WHERE
      LENGTH("t16"."run") > 0
  ) AS "t17"
  GROUP BY
    1,
    2,
    3
) AS "t18"
ORDER BY
  "t18"."month" ASC,
  "t18"."person_id" ASC,
  "t18"."run" ASC
