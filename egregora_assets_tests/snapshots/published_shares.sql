SELECT
  "t11"."link_id",
  "t11"."message_id",
  "t11"."text",
  "t11"."author_id" AS "person_id"
FROM (
  SELECT
    "t6"."message_id",
    "t6"."ordinal",
    "t6"."link_id",
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
    "t10"."day"
  FROM (
    SELECT
      "t0"."message_id",
      "t0"."ordinal",
      "t0"."link_id"
    FROM "message_links" AS "t0"
  ) AS "t6"
  INNER JOIN (
    SELECT
      "t8"."message_id",
      "t8"."chat_id",
      "t8"."author_id",
      "t8"."sent_at",
      "t8"."local_time",
      "t8"."position",
      "t8"."kind",
      "t8"."text",
      "t8"."is_edited",
      "t8"."export_id",
      "t8"."run_id",
      CAST("t8"."local_time" AS DATE) AS "day"
    FROM (
      SELECT
        "t3"."message_id",
        "t3"."chat_id",
        "t3"."author_id",
        "t3"."sent_at",
        "t3"."local_time",
        "t3"."position",
        "t3"."kind",
        "t3"."text",
        "t3"."is_edited",
        "t3"."export_id",
        "t3"."run_id"
      FROM "messages" AS "t3"
      ANTI JOIN (
        SELECT
          *
        FROM "authors" AS "t2"
        WHERE
          "t2"."is_opted_out"
      ) AS "t7"
        ON "t3"."author_id" = "t7"."author_id"
    ) AS "t8"
  ) AS "t10"
    ON "t6"."message_id" = "t10"."message_id"
) AS "t11"
ORDER BY
  "t11"."link_id" ASC,
  "t11"."sent_at" ASC,
  "t11"."position" ASC,
  "t11"."message_id" ASC,
  "t11"."ordinal" ASC
