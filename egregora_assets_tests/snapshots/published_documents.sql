SELECT
  *
FROM (
  SELECT
    "t20"."document_id",
    "t20"."chat_id",
    "t20"."doc_type",
    "t20"."slug",
    "t20"."title",
    "t20"."summary",
    "t20"."content",
    "t20"."language",
    "t20"."writer",
    "t20"."rating",
    "t20"."num_comparisons",
    "t20"."subject_author_id",
    "t20"."media_id",
    COALESCE("t18"."vote_balance", 0) AS "vote_balance",
    "t20"."content_hash" AS "text_version",
    "t8"."signature" AS "data_version",
    CAST("t20"."created_at" AS TIMESTAMP(6)) AS "created_at",
    CAST("t20"."window_start" AS TIMESTAMP(6)) AS "window_start",
    CAST("t20"."window_end" AS TIMESTAMP(6)) AS "window_end"
  FROM (
    SELECT
      "t17".*
      EXCLUDE ("post_id")
    FROM (
      SELECT
        "t14"."document_id",
        "t14"."chat_id",
        "t14"."doc_type",
        "t14"."slug",
        "t14"."title",
        "t14"."summary",
        "t14"."content",
        "t14"."content_hash",
        "t14"."status",
        "t14"."decided_by",
        "t14"."language",
        "t14"."created_at",
        "t14"."window_start",
        "t14"."window_end",
        "t14"."window_id",
        "t14"."subject_author_id",
        "t14"."media_id",
        "t14"."writer",
        "t14"."run_id",
        "t13"."post_id",
        "t13"."rating",
        "t13"."num_comparisons"
      FROM (
        SELECT
          *
        FROM "documents" AS "t1"
        WHERE
          "t1"."status" = 'published'
          AND "t1"."doc_type" IN ('post', 'profile', 'journal', 'announcement', 'annotation', 'media')
      ) AS "t14"
      ANTI JOIN (
        SELECT
          "t3"."author_id" AS "subject_author_id"
        FROM "authors" AS "t3"
        WHERE
          "t3"."is_opted_out"
      ) AS "t12"
        ON "t14"."subject_author_id" = "t12"."subject_author_id"
      LEFT OUTER JOIN (
        SELECT
          "t4"."post_id",
          "t4"."rating",
          "t4"."num_comparisons"
        FROM "elo_ratings" AS "t4"
      ) AS "t13"
        ON "t14"."document_id" = "t13"."post_id"
    ) AS "t17"
  ) AS "t20"
  LEFT OUTER JOIN (
    SELECT
      "t15"."post_id",
      SUM("t15"."won") AS "vote_balance"
    FROM (
      SELECT
        *
      FROM (
        SELECT
          "t2"."winner_id" AS "post_id",
          1 AS "won"
        FROM "elo_comparisons" AS "t2"
        WHERE
          "t2"."judge" = 'person' AND NOT (
            "t2"."is_tie"
          )
      ) AS "t10"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          "t2"."loser_id" AS "post_id",
          -1 AS "won"
        FROM "elo_comparisons" AS "t2"
        WHERE
          "t2"."judge" = 'person' AND NOT (
            "t2"."is_tie"
          )
      ) AS "t11"
    ) AS "t15"
    GROUP BY
      1
  ) AS "t18"
    ON "t20"."document_id" = "t18"."post_id"
  LEFT OUTER JOIN (
    SELECT
      "t0"."window_id",
      "t0"."signature"
    FROM "windows" AS "t0"
  ) AS "t8"
    ON "t20"."window_id" = "t8"."window_id"
) AS "t21"
ORDER BY
  "t21"."created_at" DESC,
  "t21"."document_id" ASC
