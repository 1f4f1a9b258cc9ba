WITH "t14" AS (
  SELECT
    "t3"."author_id"
  FROM "identities" AS "t3"
  WHERE
    "t3"."is_opted_out"
), "t15" AS (
  SELECT
    "t4"."author_id"
  FROM "preserved_authors" AS "t4"
  WHERE
    "t4"."is_opted_out"
), "t31" AS (
  SELECT
    *
  FROM (
    SELECT
      "t29"."message_id"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t21"."message_id",
          "t21"."chat_id",
          "t21"."sent_at",
          "t21"."local_time",
          "t21"."position",
          "t21"."kind",
          "t21"."is_edited",
          "t21"."export_id",
          "t12"."author_id"
        FROM (
          SELECT
            "t7"."message_id",
            "t7"."chat_id",
            "t7"."sent_at",
            "t7"."local_time",
            "t7"."position",
            "t7"."kind",
            "t7"."is_edited",
            "t7"."export_id"
          FROM "ingested" AS "t7"
        ) AS "t21"
        INNER JOIN "result_senders" AS "t12"
          ON "t21"."message_id" = "t12"."message_id"
      ) AS "t27"
      WHERE
        (
          "t27"."author_id" IS NOT NULL
        ) OR (
          "t27"."kind" = 'system'
        )
    ) AS "t29"
    ANTI JOIN "t14" AS "t24"
      ON "t29"."author_id" = "t24"."author_id"
    ANTI JOIN "result_hidden_notices" AS "t11"
      ON "t29"."message_id" = "t11"."message_id"
  ) AS "t30"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t5"."message_id"
    FROM "preserved_messages" AS "t5"
  ) AS "t16"
)
SELECT
  *
FROM (
  SELECT
    "t37"."message_id",
    "t37"."author_id",
    "t37"."emoji",
    CAST(ROW_NUMBER() OVER (
      PARTITION BY "t37"."message_id"
      ORDER BY "t37"."emoji" ASC, "t37"."author_id" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) - 1 AS INT) AS "ordinal",
    CAST(CASE WHEN "t37"."author_id" IS NULL THEN "t37"."people" ELSE 1 END AS INT) AS "reaction_count"
  FROM (
    SELECT
      "t36"."message_id",
      "t36"."author_id",
      "t36"."emoji",
      SUM("t36"."reaction_count") AS "people"
    FROM (
      SELECT
        "t18"."message_id",
        "t18"."ordinal",
        "t18"."reaction_count",
        "t10"."author_id",
        "t10"."emoji"
      FROM (
        SELECT
          "t1"."message_id",
          "t1"."ordinal",
          "t1"."reaction_count"
        FROM "reactions" AS "t1"
      ) AS "t18"
      INNER JOIN "result_signs" AS "t10"
        ON "t18"."message_id" = "t10"."message_id" AND "t18"."ordinal" = "t10"."ordinal"
      SEMI JOIN "t31" AS "t34"
        ON "t18"."message_id" = "t34"."message_id"
      ANTI JOIN "t14" AS "t23"
        ON "t10"."author_id" = "t23"."author_id"
      ANTI JOIN "t15" AS "t26"
        ON "t10"."author_id" = "t26"."author_id"
    ) AS "t36"
    GROUP BY
      1,
      2,
      3
  ) AS "t37"
) AS "t38"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t9"."message_id",
    "t9"."author_id",
    "t9"."emoji",
    "t9"."ordinal",
    "t9"."reaction_count"
  FROM "preserved_message_reactions" AS "t9"
  SEMI JOIN "t31" AS "t33"
    ON "t9"."message_id" = "t33"."message_id"
  ANTI JOIN "t14" AS "t22"
    ON "t9"."author_id" = "t22"."author_id"
  ANTI JOIN "t15" AS "t25"
    ON "t9"."author_id" = "t25"."author_id"
) AS "t35"
