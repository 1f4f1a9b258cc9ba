SELECT
  *
FROM (
  SELECT
    "t30"."document_id",
    "t30"."chat_id",
    "t30"."doc_type",
    "t30"."slug",
    "t30"."title",
    "t30"."summary",
    "t30"."content",
    "t30"."language",
    "t30"."writer",
    "t30"."rating",
    "t30"."num_comparisons",
    "t30"."subject_author_id",
    "t30"."media_id",
    COALESCE("t30"."vote_balance", 0) AS "vote_balance",
    COALESCE("t30"."has_outcome", FALSE) AS "has_outcome",
    "t30"."content_hash" AS "text_version",
    "t9"."signature" AS "data_version",
    CAST("t30"."created_at" AS TIMESTAMP(6)) AS "created_at",
    CAST("t30"."window_start" AS TIMESTAMP(6)) AS "window_start",
    CAST("t30"."window_end" AS TIMESTAMP(6)) AS "window_end"
  FROM (
    SELECT
      "t28".*
      EXCLUDE ("document_id_right")
    FROM (
      SELECT
        "t27"."document_id",
        "t27"."chat_id",
        "t27"."doc_type",
        "t27"."slug",
        "t27"."title",
        "t27"."summary",
        "t27"."content",
        "t27"."content_hash",
        "t27"."status",
        "t27"."decided_by",
        "t27"."language",
        "t27"."created_at",
        "t27"."window_start",
        "t27"."window_end",
        "t27"."window_id",
        "t27"."subject_author_id",
        "t27"."media_id",
        "t27"."writer",
        "t27"."form",
        "t27"."based_on",
        "t27"."run_id",
        "t27"."rating",
        "t27"."num_comparisons",
        "t27"."vote_balance",
        "t19"."document_id" AS "document_id_right",
        "t19"."has_outcome"
      FROM (
        SELECT
          "t25".*
          EXCLUDE ("post_id")
        FROM (
          SELECT
            "t24"."document_id",
            "t24"."chat_id",
            "t24"."doc_type",
            "t24"."slug",
            "t24"."title",
            "t24"."summary",
            "t24"."content",
            "t24"."content_hash",
            "t24"."status",
            "t24"."decided_by",
            "t24"."language",
            "t24"."created_at",
            "t24"."window_start",
            "t24"."window_end",
            "t24"."window_id",
            "t24"."subject_author_id",
            "t24"."media_id",
            "t24"."writer",
            "t24"."form",
            "t24"."based_on",
            "t24"."run_id",
            "t24"."rating",
            "t24"."num_comparisons",
            "t22"."post_id",
            "t22"."vote_balance"
          FROM (
            SELECT
              "t21".*
              EXCLUDE ("post_id")
            FROM (
              SELECT
                "t16"."document_id",
                "t16"."chat_id",
                "t16"."doc_type",
                "t16"."slug",
                "t16"."title",
                "t16"."summary",
                "t16"."content",
                "t16"."content_hash",
                "t16"."status",
                "t16"."decided_by",
                "t16"."language",
                "t16"."created_at",
                "t16"."window_start",
                "t16"."window_end",
                "t16"."window_id",
                "t16"."subject_author_id",
                "t16"."media_id",
                "t16"."writer",
                "t16"."form",
                "t16"."based_on",
                "t16"."run_id",
                "t15"."post_id",
                "t15"."rating",
                "t15"."num_comparisons"
              FROM (
                SELECT
                  *
                FROM "documents" AS "t2"
                WHERE
                  "t2"."status" = 'published'
                  AND "t2"."doc_type" IN ('post', 'profile', 'journal', 'announcement', 'annotation', 'media')
              ) AS "t16"
              ANTI JOIN (
                SELECT
                  "t4"."author_id" AS "subject_author_id"
                FROM "authors" AS "t4"
                WHERE
                  "t4"."is_opted_out"
              ) AS "t14"
                ON "t16"."subject_author_id" = "t14"."subject_author_id"
              LEFT OUTER JOIN (
                SELECT
                  "t5"."post_id",
                  "t5"."rating",
                  "t5"."num_comparisons"
                FROM "elo_ratings" AS "t5"
              ) AS "t15"
                ON "t16"."document_id" = "t15"."post_id"
            ) AS "t21"
          ) AS "t24"
          LEFT OUTER JOIN (
            SELECT
              "t17"."post_id",
              SUM("t17"."won") AS "vote_balance"
            FROM (
              SELECT
                *
              FROM (
                SELECT
                  "t3"."winner_id" AS "post_id",
                  1 AS "won"
                FROM "elo_comparisons" AS "t3"
                WHERE
                  "t3"."judge" = 'person' AND NOT (
                    "t3"."is_tie"
                  )
              ) AS "t12"
              UNION ALL
              SELECT
                *
              FROM (
                SELECT
                  "t3"."loser_id" AS "post_id",
                  -1 AS "won"
                FROM "elo_comparisons" AS "t3"
                WHERE
                  "t3"."judge" = 'person' AND NOT (
                    "t3"."is_tie"
                  )
              ) AS "t13"
            ) AS "t17"
            GROUP BY
              1
          ) AS "t22"
            ON "t24"."document_id" = "t22"."post_id"
        ) AS "t25"
      ) AS "t27"
      LEFT OUTER JOIN (
        SELECT
          "t10"."document_id",
          TRUE AS "has_outcome"
        FROM (
          SELECT DISTINCT
            "t1"."document_id"
          FROM "citations" AS "t1"
          WHERE
            "t1"."role" = 'outcome'
        ) AS "t10"
      ) AS "t19"
        ON "t27"."document_id" = "t19"."document_id"
    ) AS "t28"
  ) AS "t30"
  LEFT OUTER JOIN (
    SELECT
      "t0"."window_id",
      "t0"."signature"
    FROM "windows" AS "t0"
  ) AS "t9"
    ON "t30"."window_id" = "t9"."window_id"
) AS "t31"
ORDER BY
  "t31"."created_at" DESC,
  "t31"."document_id" ASC
