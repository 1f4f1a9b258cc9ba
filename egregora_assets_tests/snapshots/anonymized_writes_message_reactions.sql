WITH "t10" AS (
  SELECT
    "t2"."author_id"
  FROM "identities" AS "t2"
  WHERE
    "t2"."is_opted_out"
)
SELECT
  "t23"."message_id",
  "t23"."author_id",
  "t23"."emoji",
  CAST(ROW_NUMBER() OVER (
    PARTITION BY "t23"."message_id"
    ORDER BY "t23"."emoji" ASC, "t23"."author_id" ASC
    ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
  ) - 1 AS INT) AS "ordinal",
  CAST(CASE WHEN "t23"."author_id" IS NULL THEN "t23"."people" ELSE 1 END AS INT) AS "reaction_count"
FROM (
  SELECT
    "t22"."message_id",
    "t22"."author_id",
    "t22"."emoji",
    SUM("t22"."reaction_count") AS "people"
  FROM (
    SELECT
      "t12"."message_id",
      "t12"."ordinal",
      "t12"."reaction_count",
      "t6"."author_id",
      "t6"."emoji"
    FROM (
      SELECT
        "t0"."message_id",
        "t0"."ordinal",
        "t0"."reaction_count"
      FROM "reactions" AS "t0"
    ) AS "t12"
    INNER JOIN "result_signs" AS "t6"
      ON "t12"."message_id" = "t6"."message_id" AND "t12"."ordinal" = "t6"."ordinal"
    SEMI JOIN (
      SELECT
        "t19"."message_id"
      FROM (
        SELECT
          *
        FROM (
          SELECT
            "t14"."message_id",
            "t14"."chat_id",
            "t14"."sent_at",
            "t14"."local_time",
            "t14"."position",
            "t14"."kind",
            "t14"."is_edited",
            "t14"."export_id",
            "t8"."author_id"
          FROM (
            SELECT
              "t4"."message_id",
              "t4"."chat_id",
              "t4"."sent_at",
              "t4"."local_time",
              "t4"."position",
              "t4"."kind",
              "t4"."is_edited",
              "t4"."export_id"
            FROM "ingested" AS "t4"
          ) AS "t14"
          INNER JOIN "result_senders" AS "t8"
            ON "t14"."message_id" = "t8"."message_id"
        ) AS "t17"
        WHERE
          (
            "t17"."author_id" IS NOT NULL
          ) OR (
            "t17"."kind" = 'system'
          )
      ) AS "t19"
      ANTI JOIN "t10" AS "t16"
        ON "t19"."author_id" = "t16"."author_id"
      ANTI JOIN "result_hidden_notices" AS "t7"
        ON "t19"."message_id" = "t7"."message_id"
    ) AS "t21"
      ON "t12"."message_id" = "t21"."message_id"
    ANTI JOIN "t10" AS "t15"
      ON "t6"."author_id" = "t15"."author_id"
  ) AS "t22"
  GROUP BY
    1,
    2,
    3
) AS "t23"
