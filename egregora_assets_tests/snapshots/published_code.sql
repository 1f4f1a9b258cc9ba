SELECT
  "t25"."message_id",
  "t25"."day",
  "t25"."person_id",
  "t25"."text",
  "t25"."path",
  "t25"."line_start",
  "t25"."line_end",
  "t25"."commit_id",
  "t25"."blob_id",
  "t25"."repository_id",
  "t25"."repository",
  "t25"."subject",
  "t25"."committed_at",
  "t25"."first_line",
  "t25"."excerpt",
  "t25"."no_lines",
  "t25"."reason",
  "t25"."reference_kind" AS "kind"
FROM (
  SELECT
    "t24"."message_id",
    "t24"."ordinal",
    "t24"."reference_kind",
    "t24"."text",
    "t24"."repository_id",
    "t24"."path",
    "t24"."line_start",
    "t24"."line_end",
    "t24"."revision",
    "t24"."number",
    "t24"."repository_name",
    "t24"."commit_id",
    "t24"."blob_id",
    "t24"."is_resolved",
    "t24"."reason",
    "t24"."run_id",
    "t24"."day",
    "t24"."person_id",
    "t24"."repository",
    "t24"."repository_id_right",
    "t24"."commit_id_right",
    "t24"."subject",
    "t24"."committed_at",
    "t24"."first",
    "t24"."last",
    "t12"."excerpt",
    "t12"."no_lines",
    "t12"."first_line",
    "t12"."of_repository",
    "t12"."of_blob",
    "t12"."first" AS "first_right",
    "t12"."last" AS "last_right"
  FROM (
    SELECT
      "t22"."message_id",
      "t22"."ordinal",
      "t22"."reference_kind",
      "t22"."text",
      "t22"."repository_id",
      "t22"."path",
      "t22"."line_start",
      "t22"."line_end",
      "t22"."revision",
      "t22"."number",
      "t22"."repository_name",
      "t22"."commit_id",
      "t22"."blob_id",
      "t22"."is_resolved",
      "t22"."reason",
      "t22"."run_id",
      "t22"."day",
      "t22"."person_id",
      "t22"."repository",
      "t22"."repository_id_right",
      "t22"."commit_id_right",
      "t22"."subject",
      "t22"."committed_at",
      COALESCE("t22"."line_start", 0) AS "first",
      COALESCE("t22"."line_end", 0) AS "last"
    FROM (
      SELECT
        "t21"."message_id",
        "t21"."ordinal",
        "t21"."reference_kind",
        "t21"."text",
        "t21"."repository_id",
        "t21"."path",
        "t21"."line_start",
        "t21"."line_end",
        "t21"."revision",
        "t21"."number",
        "t21"."repository_name",
        "t21"."commit_id",
        "t21"."blob_id",
        "t21"."is_resolved",
        "t21"."reason",
        "t21"."run_id",
        "t21"."day",
        "t21"."person_id",
        "t21"."repository",
        "t13"."repository_id" AS "repository_id_right",
        "t13"."commit_id" AS "commit_id_right",
        "t13"."subject",
        "t13"."committed_at"
      FROM (
        SELECT
          "t19".*
          EXCLUDE ("repository_id_right")
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
            "t6"."run_id",
            "t18"."day",
            "t18"."person_id",
            "t14"."repository_id" AS "repository_id_right",
            "t14"."repository"
          FROM "code_references" AS "t6"
          INNER JOIN (
            SELECT
              "t16"."message_id",
              CAST("t16"."local_time" AS DATE) AS "day",
              "t16"."author_id" AS "person_id"
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
          LEFT OUTER JOIN (
            SELECT
              "t3"."repository_id",
              "t3"."name" AS "repository"
            FROM "git_repositories" AS "t3"
          ) AS "t14"
            ON "t6"."repository_id" = "t14"."repository_id"
        ) AS "t19"
      ) AS "t21"
      LEFT OUTER JOIN (
        SELECT
          "t1"."repository_id",
          "t1"."commit_id",
          "t1"."subject",
          "t1"."committed_at"
        FROM "git_commits" AS "t1"
      ) AS "t13"
        ON "t21"."repository_id" = "t13"."repository_id"
        AND "t21"."commit_id" = "t13"."commit_id"
    ) AS "t22"
  ) AS "t24"
  LEFT OUTER JOIN (
    SELECT
      "t0"."text" AS "excerpt",
      "t0"."reason" AS "no_lines",
      "t0"."first_line",
      "t0"."repository_id" AS "of_repository",
      "t0"."blob_id" AS "of_blob",
      "t0"."line_start" AS "first",
      "t0"."line_end" AS "last"
    FROM "code_excerpts" AS "t0"
  ) AS "t12"
    ON "t24"."repository_id" = "t12"."of_repository"
    AND "t24"."blob_id" = "t12"."of_blob"
    AND "t24"."first" = "t12"."first"
    AND "t24"."last" = "t12"."last"
) AS "t25"
ORDER BY
  "t25"."message_id" ASC,
  "t25"."ordinal" ASC
