WITH "t23" AS (
  SELECT
    "t1"."chain_id",
    "t1"."repository_id",
    "t1"."position",
    "t1"."commit_id",
    "t1"."effective_at",
    MAX("t1"."committed_at") OVER (
      PARTITION BY "t1"."chain_id"
      ORDER BY "t1"."position" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "latest",
    MAX("t1"."position") OVER (
      PARTITION BY "t1"."chain_id"
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS "last",
    FIRST("t1"."commit_id" ORDER BY "t1"."position" DESC) OVER (
      PARTITION BY "t1"."chain_id"
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS "tip_id"
  FROM "git_chain" AS "t1"
), "t37" AS (
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
    "t25"."asked_at"
  FROM (
    SELECT
      *
    FROM "code_references" AS "t4"
    WHERE
      "t4"."path" IS NOT NULL
  ) AS "t24"
  SEMI JOIN (
    SELECT DISTINCT
      *
    FROM (
      SELECT
        "t13"."message_id"
      FROM "citations" AS "t13"
      SEMI JOIN (
        SELECT
          *
        FROM "documents" AS "t8"
        WHERE
          "t8"."status" = 'published'
      ) AS "t26"
        ON "t13"."document_id" = "t26"."document_id"
    ) AS "t33"
  ) AS "t36"
    ON "t24"."message_id" = "t36"."message_id"
  INNER JOIN (
    SELECT
      "t5"."message_id",
      CAST("t5"."sent_at" AS TIMESTAMPTZ) AS "asked_at"
    FROM "messages" AS "t5"
  ) AS "t25"
    ON "t24"."message_id" = "t25"."message_id"
)
SELECT
  *
FROM (
  SELECT
    "t47"."repository_id",
    "t47"."ref_name",
    "t47"."path",
    "t47"."asked_at",
    COALESCE(
      CASE
        WHEN (
          COALESCE("t47"."commit_id", '') = COALESCE("t47"."earlier_commit_id", '')
        )
        AND (
          COALESCE("t47"."last_change_id", '') = COALESCE("t47"."earlier_last_change_id", '')
        )
        AND (
          COALESCE("t47"."blob_id", '') = COALESCE("t47"."earlier_blob_id", '')
        )
        THEN "t47"."earlier_tip_id"
        ELSE "t47"."tip_id"
      END,
      "t47"."tip_id"
    ) AS "tip_id",
    "t47"."commit_id",
    "t47"."last_change_id",
    "t47"."blob_id",
    "t47"."status",
    "t47"."is_clock_disputed",
    "t47"."is_provisional",
    "t47"."is_cited",
    COALESCE(
      CASE
        WHEN (
          COALESCE("t47"."commit_id", '') = COALESCE("t47"."earlier_commit_id", '')
        )
        AND (
          COALESCE("t47"."last_change_id", '') = COALESCE("t47"."earlier_last_change_id", '')
        )
        AND (
          COALESCE("t47"."blob_id", '') = COALESCE("t47"."earlier_blob_id", '')
        )
        THEN "t47"."earlier_last_accessed_at"
        ELSE "t47"."now"
      END,
      "t47"."now"
    ) AS "last_accessed_at"
  FROM (
    SELECT
      "t46"."repository_id",
      "t46"."ref_name",
      "t46"."path",
      "t46"."asked_at",
      "t31"."tip_id",
      "t46"."last_change_id",
      "t46"."blob_id",
      CASE WHEN "t46"."is_implied" THEN "t31"."place_id" ELSE CAST(NULL AS TEXT) END AS "commit_id",
      CASE
        WHEN "t30"."mode" = '120000'
        THEN 'symlink'
        WHEN "t30"."mode" = '160000'
        THEN 'submodule'
        ELSE 'present'
      END AS "status",
      COALESCE("t31"."latest" > "t46"."asked_at", FALSE) AS "is_clock_disputed",
      COALESCE("t34"."position" = "t31"."last", FALSE) AS "is_provisional",
      TRUE AS "is_cited",
      "t17"."earlier_commit_id",
      "t17"."earlier_last_change_id",
      "t17"."earlier_blob_id",
      "t17"."earlier_tip_id",
      "t17"."earlier_last_accessed_at",
      "t11"."now"
    FROM (
      SELECT
        "t44"."repository_id",
        "t44"."path",
        "t44"."asked_at",
        "t44"."ref_name",
        "t44"."last_change_id",
        "t44"."blob_id",
        "t44"."is_implied",
        EPOCH(CAST("t44"."asked_at" AS TIMESTAMP)) AS "asked"
      FROM (
        SELECT
          "t43"."repository_id",
          "t43"."path",
          "t43"."asked_at",
          COALESCE("t43"."revision", "t43"."branch") AS "ref_name",
          MAX("t43"."commit_id") AS "last_change_id",
          MAX("t43"."blob_id") AS "blob_id",
          BOOL_AND(CAST("t43"."revision" IS NULL AS BOOLEAN)) AS "is_implied"
        FROM (
          SELECT
            "t41"."message_id",
            "t41"."ordinal",
            "t41"."reference_kind",
            "t41"."text",
            "t41"."repository_id",
            "t41"."path",
            "t41"."line_start",
            "t41"."line_end",
            "t41"."revision",
            "t41"."number",
            "t41"."repository_name",
            "t41"."commit_id",
            "t41"."blob_id",
            "t41"."is_resolved",
            "t41"."reason",
            "t41"."run_id",
            "t41"."asked_at",
            "t21"."branch"
          FROM (
            SELECT
              *
            FROM "t37" AS "t38"
            WHERE
              "t38"."is_resolved" AND "t38"."blob_id" IS NOT NULL
          ) AS "t41"
          INNER JOIN (
            SELECT
              "t6"."repository_id",
              "t6"."branch"
            FROM "git_repositories" AS "t6"
          ) AS "t21"
            ON "t41"."repository_id" = "t21"."repository_id"
        ) AS "t43"
        GROUP BY
          1,
          2,
          3,
          4
      ) AS "t44"
    ) AS "t46"
    ASOF LEFT JOIN (
      SELECT
        "t27"."repository_id",
        EPOCH(CAST("t27"."effective_at" AS TIMESTAMP)) AS "effective",
        MAX("t27"."position") AS "position"
      FROM "t23" AS "t27"
      GROUP BY
        1,
        2
    ) AS "t34"
      ON "t46"."asked" >= "t34"."effective"
      AND "t46"."repository_id" = "t34"."repository_id"
    LEFT OUTER JOIN (
      SELECT
        "t27"."repository_id",
        "t27"."position",
        "t27"."latest",
        "t27"."last",
        "t27"."tip_id",
        "t27"."commit_id" AS "place_id"
      FROM "t23" AS "t27"
    ) AS "t31"
      ON "t46"."repository_id" = "t31"."repository_id"
      AND "t34"."position" = "t31"."position"
    LEFT OUTER JOIN (
      SELECT
        "t18"."repository_id",
        "t12"."path",
        "t18"."last_change_id",
        "t12"."mode"
      FROM "git_file_versions" AS "t12"
      INNER JOIN (
        SELECT
          "t1"."chain_id",
          "t1"."position",
          "t1"."repository_id",
          "t1"."commit_id" AS "last_change_id"
        FROM "git_chain" AS "t1"
      ) AS "t18"
        ON "t12"."chain_id" = "t18"."chain_id" AND "t12"."position" = "t18"."position"
    ) AS "t30"
      ON "t46"."repository_id" = "t30"."repository_id"
      AND "t46"."path" = "t30"."path"
      AND "t46"."last_change_id" = "t30"."last_change_id"
    LEFT OUTER JOIN (
      SELECT
        "t0"."repository_id",
        "t0"."ref_name",
        "t0"."path",
        "t0"."asked_at",
        "t0"."commit_id" AS "earlier_commit_id",
        "t0"."last_change_id" AS "earlier_last_change_id",
        "t0"."blob_id" AS "earlier_blob_id",
        "t0"."tip_id" AS "earlier_tip_id",
        "t0"."last_accessed_at" AS "earlier_last_accessed_at"
      FROM "git_lookup_cache" AS "t0"
    ) AS "t17"
      ON "t46"."repository_id" = "t17"."repository_id"
      AND "t46"."ref_name" = "t17"."ref_name"
      AND "t46"."path" = "t17"."path"
      AND "t46"."asked_at" = "t17"."asked_at"
    CROSS JOIN "result_now" AS "t11"
  ) AS "t47"
) AS "t48"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t9"."repository_id",
    "t9"."ref_name",
    "t9"."path",
    "t9"."asked_at",
    "t9"."tip_id",
    "t9"."commit_id",
    "t9"."last_change_id",
    "t9"."blob_id",
    "t9"."status",
    "t9"."is_clock_disputed",
    "t9"."is_provisional",
    "t9"."is_cited",
    "t9"."last_accessed_at"
  FROM "git_lookup_cache" AS "t9"
  ANTI JOIN "git_chain" AS "t10"
    ON "t9"."repository_id" = "t10"."repository_id"
  SEMI JOIN "t37" AS "t39"
    ON "t9"."asked_at" = "t39"."asked_at"
) AS "t42"
