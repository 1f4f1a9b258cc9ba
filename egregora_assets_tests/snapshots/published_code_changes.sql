WITH "t20" AS (
  SELECT DISTINCT
    "t19"."repository_id",
    "t19"."path"
  FROM (
    SELECT
      "t6"."message_id",
      "t6"."ordinal",
      "t6"."reference_kind",
      "t6"."text",
      "t6"."repository_id",
      "t6"."path",
      "t6"."line_start",
      "t6"."line_end",
      "t6"."revision",
      "t6"."number",
      "t6"."repository_name",
      "t6"."commit_id",
      "t6"."blob_id",
      "t6"."is_resolved",
      "t6"."reason",
      "t6"."run_id"
    FROM "code_references" AS "t6"
    SEMI JOIN (
      SELECT
        "t16"."message_id",
        "t16"."chat_id",
        "t16"."author_id",
        "t16"."sent_at",
        "t16"."local_time",
        "t16"."position",
        "t16"."kind",
        "t16"."text",
        "t16"."is_edited",
        "t16"."export_id",
        "t16"."run_id",
        CAST("t16"."local_time" AS DATE) AS "day"
      FROM (
        SELECT
          "t7"."message_id",
          "t7"."chat_id",
          "t7"."author_id",
          "t7"."sent_at",
          "t7"."local_time",
          "t7"."position",
          "t7"."kind",
          "t7"."text",
          "t7"."is_edited",
          "t7"."export_id",
          "t7"."run_id"
        FROM "messages" AS "t7"
        ANTI JOIN (
          SELECT
            *
          FROM "authors" AS "t5"
          WHERE
            "t5"."is_opted_out"
        ) AS "t15"
          ON "t7"."author_id" = "t15"."author_id"
      ) AS "t16"
    ) AS "t18"
      ON "t6"."message_id" = "t18"."message_id"
  ) AS "t19"
  WHERE
    "t19"."path" IS NOT NULL AND "t19"."is_resolved"
)
SELECT
  "t24"."repository_id",
  "t24"."path",
  "t24"."commit_id",
  "t24"."status",
  "t24"."blob_id",
  "t24"."subject",
  "t24"."committed_at"
FROM (
  SELECT
    "t12"."chain_id",
    "t12"."position",
    "t12"."path",
    "t12"."status",
    "t12"."blob_id",
    "t13"."repository_id",
    "t13"."commit_id",
    "t14"."subject",
    "t14"."committed_at"
  FROM (
    SELECT
      "t0"."chain_id",
      "t0"."position",
      "t0"."path",
      "t0"."status",
      "t0"."blob_id"
    FROM "git_file_versions" AS "t0"
  ) AS "t12"
  SEMI JOIN "t20" AS "t22"
    ON "t12"."path" = "t22"."path"
  INNER JOIN (
    SELECT
      "t1"."chain_id",
      "t1"."position",
      "t1"."repository_id",
      "t1"."commit_id"
    FROM "git_chain" AS "t1"
  ) AS "t13"
    ON "t12"."chain_id" = "t13"."chain_id" AND "t12"."position" = "t13"."position"
  SEMI JOIN "t20" AS "t23"
    ON "t13"."repository_id" = "t23"."repository_id" AND "t12"."path" = "t23"."path"
  INNER JOIN (
    SELECT
      "t2"."repository_id",
      "t2"."commit_id",
      "t2"."subject",
      "t2"."committed_at"
    FROM "git_commits" AS "t2"
  ) AS "t14"
    ON "t13"."repository_id" = "t14"."repository_id"
    AND "t13"."commit_id" = "t14"."commit_id"
) AS "t24"
ORDER BY
  "t24"."repository_id" ASC,
  "t24"."path" ASC,
  "t24"."position" DESC
