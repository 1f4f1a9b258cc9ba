SELECT
  "t10"."month",
  "t10"."word",
  "t10"."use_count",
  "t10"."total",
  "t10"."month_size",
  "t10"."size"
FROM (
  SELECT
    "t9"."month",
    "t9"."word",
    "t9"."use_count",
    "t9"."person_count",
    "t9"."small_count",
    SUM("t9"."use_count") OVER (PARTITION BY "t9"."word" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "total",
    SUM("t9"."use_count") OVER (
      PARTITION BY "t9"."month"
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS "month_size",
    SUM("t9"."use_count") OVER (ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "size"
  FROM (
    SELECT
      "t8"."month",
      "t8"."word",
      COUNT(*) AS "use_count",
      COUNT(DISTINCT "t8"."author_id") AS "person_count",
      SUM(CAST("t8"."written" = "t8"."word" AS INT)) AS "small_count"
    FROM (
      SELECT
        "t7"."month",
        "t7"."author_id",
        "t7"."written",
        LOWER("t7"."written") AS "word"
      FROM (
        SELECT
          "t6"."month",
          "t6"."author_id",
          UNNEST(
            STR_SPLIT_REGEX(
              REGEXP_REPLACE("t6"."text", '\S+://\S+|\S*@\S+|\[[^\]\s]{1,40}\]|`[^`]*`', ' ', 'g'),
              '[^\p{L}\p{M}]+'
            )
          ) AS "written"
        FROM (
          SELECT
            "t5"."message_id",
            "t5"."chat_id",
            "t5"."author_id",
            "t5"."sent_at",
            "t5"."local_time",
            "t5"."position",
            "t5"."kind",
            "t5"."text",
            "t5"."is_edited",
            "t5"."export_id",
            "t5"."run_id",
            CAST("t5"."local_time" AS DATE) AS "day",
            CAST(DATE_TRUNC('MONTH', "t5"."local_time") AS DATE) AS "month"
          FROM (
            SELECT
              "t2"."message_id",
              "t2"."chat_id",
              "t2"."author_id",
              "t2"."sent_at",
              "t2"."local_time",
              "t2"."position",
              "t2"."kind",
              "t2"."text",
              "t2"."is_edited",
              "t2"."export_id",
              "t2"."run_id"
            FROM "messages" AS "t2"
            ANTI JOIN (
              SELECT
                *
              FROM "authors" AS "t1"
              WHERE
                "t1"."is_opted_out"
            ) AS "t4"
              ON "t2"."author_id" = "t4"."author_id"
          ) AS "t5"
          WHERE
            "t5"."author_id" IS NOT NULL
        ) AS "t6"
      ) AS "t7"
      WHERE
        LENGTH("t7"."written") > 0
    ) AS "t8"
    GROUP BY
      1,
      2
  ) AS "t9"
) AS "t10"
WHERE
  "t10"."person_count" >= 3
  AND "t10"."use_count" >= 5
  AND LENGTH("t10"."word") >= 4
  AND (
    "t10"."small_count" * 2
  ) > "t10"."use_count"
ORDER BY
  "t10"."month" ASC,
  "t10"."word" ASC
