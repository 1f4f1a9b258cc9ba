SELECT
  *
FROM (
  SELECT
    "t41"."question",
    "t41"."repository_id",
    "t41"."state",
    "t10"."last_change_id",
    "t41"."blob_id",
    "t41"."place_id" AS "commit_id"
  FROM (
    SELECT
      "t39"."question",
      "t39"."repository",
      "t39"."path",
      "t39"."asked",
      "t39"."commit_id",
      "t39"."steps_back",
      "t39"."repository_id",
      "t39"."name",
      "t39"."is_shallow",
      "t39"."effective",
      "t39"."then",
      "t39"."named",
      "t39"."wanted",
      "t39"."chain_id",
      "t39"."position",
      "t39"."place_id",
      "t39"."status",
      "t39"."mode",
      CASE
        WHEN CASE
          WHEN "t39"."repository_id" IS NULL
          THEN 'unknown repository'
          WHEN (
            "t39"."commit_id" IS NOT NULL
          ) AND (
            "t39"."named" IS NULL
          )
          THEN 'unknown commit'
          WHEN "t39"."position" IS NULL
          THEN CASE WHEN "t39"."is_shallow" THEN 'shallow' ELSE 'before history' END
          WHEN (
            "t39"."status" <> 'D'
          ) AND (
            "t39"."mode" = '160000'
          )
          THEN 'submodule'
          WHEN (
            "t39"."status" <> 'D'
          ) AND (
            "t39"."mode" = '120000'
          )
          THEN 'symlink'
          WHEN "t39"."status" <> 'D'
          THEN 'present'
          WHEN "t39"."file_count" > 0
          THEN 'directory'
          WHEN (
            "t39"."status" = 'D'
          ) OR (
            "t39"."file_count" IS NOT NULL
          )
          THEN 'deleted'
          ELSE 'absent'
        END IN ('present', 'symlink', 'submodule')
        THEN "t39"."blob_id"
        ELSE CAST(NULL AS TEXT)
      END AS "blob_id",
      "t39"."changed_at",
      "t39"."folder",
      "t39"."counted_at",
      "t39"."file_count",
      CASE
        WHEN "t39"."repository_id" IS NULL
        THEN 'unknown repository'
        WHEN (
          "t39"."commit_id" IS NOT NULL
        ) AND (
          "t39"."named" IS NULL
        )
        THEN 'unknown commit'
        WHEN "t39"."position" IS NULL
        THEN CASE WHEN "t39"."is_shallow" THEN 'shallow' ELSE 'before history' END
        WHEN (
          "t39"."status" <> 'D'
        ) AND (
          "t39"."mode" = '160000'
        )
        THEN 'submodule'
        WHEN (
          "t39"."status" <> 'D'
        ) AND (
          "t39"."mode" = '120000'
        )
        THEN 'symlink'
        WHEN "t39"."status" <> 'D'
        THEN 'present'
        WHEN "t39"."file_count" > 0
        THEN 'directory'
        WHEN (
          "t39"."status" = 'D'
        ) OR (
          "t39"."file_count" IS NOT NULL
        )
        THEN 'deleted'
        ELSE 'absent'
      END AS "state",
      CASE
        WHEN CASE
          WHEN "t39"."repository_id" IS NULL
          THEN 'unknown repository'
          WHEN (
            "t39"."commit_id" IS NOT NULL
          ) AND (
            "t39"."named" IS NULL
          )
          THEN 'unknown commit'
          WHEN "t39"."position" IS NULL
          THEN CASE WHEN "t39"."is_shallow" THEN 'shallow' ELSE 'before history' END
          WHEN (
            "t39"."status" <> 'D'
          ) AND (
            "t39"."mode" = '160000'
          )
          THEN 'submodule'
          WHEN (
            "t39"."status" <> 'D'
          ) AND (
            "t39"."mode" = '120000'
          )
          THEN 'symlink'
          WHEN "t39"."status" <> 'D'
          THEN 'present'
          WHEN "t39"."file_count" > 0
          THEN 'directory'
          WHEN (
            "t39"."status" = 'D'
          ) OR (
            "t39"."file_count" IS NOT NULL
          )
          THEN 'deleted'
          ELSE 'absent'
        END IN ('present', 'symlink', 'submodule')
        THEN "t39"."changed_at"
        WHEN CASE
          WHEN "t39"."repository_id" IS NULL
          THEN 'unknown repository'
          WHEN (
            "t39"."commit_id" IS NOT NULL
          ) AND (
            "t39"."named" IS NULL
          )
          THEN 'unknown commit'
          WHEN "t39"."position" IS NULL
          THEN CASE WHEN "t39"."is_shallow" THEN 'shallow' ELSE 'before history' END
          WHEN (
            "t39"."status" <> 'D'
          ) AND (
            "t39"."mode" = '160000'
          )
          THEN 'submodule'
          WHEN (
            "t39"."status" <> 'D'
          ) AND (
            "t39"."mode" = '120000'
          )
          THEN 'symlink'
          WHEN "t39"."status" <> 'D'
          THEN 'present'
          WHEN "t39"."file_count" > 0
          THEN 'directory'
          WHEN (
            "t39"."status" = 'D'
          ) OR (
            "t39"."file_count" IS NOT NULL
          )
          THEN 'deleted'
          ELSE 'absent'
        END = 'deleted'
        THEN GREATEST(COALESCE("t39"."changed_at", -1), COALESCE("t39"."counted_at", -1))
        ELSE NULL
      END AS "last_at"
    FROM (
      SELECT
        "t38".*
        EXCLUDE ("of_chain")
      FROM (
        SELECT
          "t37"."question",
          "t37"."repository",
          "t37"."path",
          "t37"."asked",
          "t37"."commit_id",
          "t37"."steps_back",
          "t37"."repository_id",
          "t37"."name",
          "t37"."is_shallow",
          "t37"."effective",
          "t37"."then",
          "t37"."named",
          "t37"."wanted",
          "t37"."chain_id",
          "t37"."position",
          "t37"."place_id",
          "t37"."status",
          "t37"."mode",
          "t37"."blob_id",
          "t37"."changed_at",
          "t30"."folder",
          "t30"."of_chain",
          "t30"."counted_at",
          "t30"."file_count"
        FROM (
          SELECT
            "t35".*
            EXCLUDE ("of_chain")
          FROM (
            SELECT
              "t34".*
              EXCLUDE ("path_right")
            FROM (
              SELECT
                "t33"."question",
                "t33"."repository",
                "t33"."path",
                "t33"."asked",
                "t33"."commit_id",
                "t33"."steps_back",
                "t33"."repository_id",
                "t33"."name",
                "t33"."is_shallow",
                "t33"."effective",
                "t33"."then",
                "t33"."named",
                "t33"."wanted",
                "t33"."chain_id",
                "t33"."position",
                "t33"."place_id",
                "t14"."path" AS "path_right",
                "t14"."status",
                "t14"."mode",
                "t14"."blob_id",
                "t14"."of_chain",
                "t14"."changed_at"
              FROM (
                SELECT
                  "t31".*
                  EXCLUDE ("of_repository")
                FROM (
                  SELECT
                    "t28"."question",
                    "t28"."repository",
                    "t28"."path",
                    "t28"."asked",
                    "t28"."commit_id",
                    "t28"."steps_back",
                    "t28"."repository_id",
                    "t28"."name",
                    "t28"."is_shallow",
                    "t28"."effective",
                    "t28"."then",
                    "t28"."named",
                    "t28"."wanted",
                    "t11"."chain_id",
                    "t11"."position",
                    "t11"."of_repository",
                    "t11"."place_id"
                  FROM (
                    SELECT
                      "t24"."question",
                      "t24"."repository",
                      "t24"."path",
                      "t24"."asked",
                      "t24"."commit_id",
                      "t24"."steps_back",
                      "t24"."repository_id",
                      "t24"."name",
                      "t24"."is_shallow",
                      "t24"."effective",
                      "t24"."then",
                      "t24"."named",
                      CASE
                        WHEN (
                          CASE WHEN "t24"."commit_id" IS NULL THEN "t24"."then" ELSE "t24"."named" END - "t24"."steps_back"
                        ) >= 0
                        THEN CASE WHEN "t24"."commit_id" IS NULL THEN "t24"."then" ELSE "t24"."named" END - "t24"."steps_back"
                        ELSE CAST(NULL AS BIGINT)
                      END AS "wanted"
                    FROM (
                      SELECT
                        "t23".*
                        EXCLUDE ("commit_id_right")
                      FROM (
                        SELECT
                          "t22".*
                          EXCLUDE ("of_repository")
                        FROM (
                          SELECT
                            "t20"."question",
                            "t20"."repository",
                            "t20"."path",
                            "t20"."asked",
                            "t20"."commit_id",
                            "t20"."steps_back",
                            "t20"."repository_id",
                            "t20"."name",
                            "t20"."is_shallow",
                            "t20"."effective",
                            "t20"."then",
                            "t12"."of_repository",
                            "t12"."commit_id" AS "commit_id_right",
                            "t12"."named"
                          FROM (
                            SELECT
                              "t17".*
                              EXCLUDE ("of_repository")
                            FROM (
                              SELECT
                                "t4"."question",
                                "t4"."repository",
                                "t4"."path",
                                "t4"."asked",
                                "t4"."commit_id",
                                "t4"."steps_back",
                                "t15"."repository_id",
                                "t15"."name",
                                "t15"."is_shallow",
                                "t16"."of_repository",
                                "t16"."effective",
                                "t16"."then"
                              FROM "result_questions" AS "t4"
                              LEFT OUTER JOIN (
                                SELECT
                                  "t3"."repository_id",
                                  "t3"."name",
                                  "t3"."is_shallow"
                                FROM "git_repositories" AS "t3"
                              ) AS "t15"
                                ON "t4"."repository" = "t15"."name"
                              ASOF LEFT JOIN (
                                SELECT
                                  "t0"."repository_id" AS "of_repository",
                                  EPOCH(CAST("t0"."effective_at" AS TIMESTAMP)) AS "effective",
                                  MAX("t0"."position") AS "then"
                                FROM "git_chain" AS "t0"
                                GROUP BY
                                  1,
                                  2
                              ) AS "t16"
                                ON "t4"."asked" >= "t16"."effective"
                                AND "t15"."repository_id" = "t16"."of_repository"
                            ) AS "t17"
                          ) AS "t20"
                          LEFT OUTER JOIN (
                            SELECT
                              "t0"."repository_id" AS "of_repository",
                              "t0"."commit_id",
                              "t0"."position" AS "named"
                            FROM "git_chain" AS "t0"
                          ) AS "t12"
                            ON "t20"."repository_id" = "t12"."of_repository"
                            AND "t20"."commit_id" = "t12"."commit_id"
                        ) AS "t22"
                      ) AS "t23"
                    ) AS "t24"
                  ) AS "t28"
                  LEFT OUTER JOIN (
                    SELECT
                      "t0"."chain_id",
                      "t0"."position",
                      "t0"."repository_id" AS "of_repository",
                      "t0"."commit_id" AS "place_id"
                    FROM "git_chain" AS "t0"
                  ) AS "t11"
                    ON "t28"."repository_id" = "t11"."of_repository"
                    AND "t28"."wanted" = "t11"."position"
                ) AS "t31"
              ) AS "t33"
              ASOF LEFT JOIN (
                SELECT
                  "t1"."path",
                  "t1"."status",
                  "t1"."mode",
                  "t1"."blob_id",
                  "t1"."chain_id" AS "of_chain",
                  "t1"."position" AS "changed_at"
                FROM "git_file_versions" AS "t1"
              ) AS "t14"
                ON "t33"."position" >= "t14"."changed_at"
                AND "t33"."chain_id" = "t14"."of_chain"
                AND "t33"."path" = "t14"."path"
            ) AS "t34"
          ) AS "t35"
        ) AS "t37"
        ASOF LEFT JOIN (
          SELECT
            "t26"."folder",
            "t26"."chain_id" AS "of_chain",
            "t26"."position" AS "counted_at",
            SUM("t26"."step") OVER (
              PARTITION BY "t26"."chain_id", "t26"."folder"
              ORDER BY "t26"."position" ASC
              ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
            ) AS "file_count"
          FROM (
            SELECT
              "t25"."chain_id",
              "t25"."folder",
              "t25"."position",
              SUM("t25"."step") AS "step"
            FROM (
              SELECT
                "t21"."chain_id",
                "t21"."position",
                "t21"."step",
                UNNEST(
                  LIST_APPLY(
                    RANGE(0, ARRAY_LENGTH(STR_SPLIT("t21"."path", '/')), 1),
                    __ibis_param_count__ -> ARRAY_TO_STRING(
                      LIST_SLICE(
                        STR_SPLIT("t21"."path", '/'),
                        1,
                        CASE
                          WHEN __ibis_param_count__ < 0
                          THEN __ibis_param_count__ - 1
                          ELSE __ibis_param_count__
                        END
                      ),
                      '/'
                    )
                  )
                ) AS "folder"
              FROM (
                SELECT
                  *
                FROM (
                  SELECT
                    "t1"."chain_id",
                    "t1"."path",
                    "t1"."position",
                    "t1"."status",
                    "t1"."mode",
                    "t1"."blob_id",
                    "t1"."path_raw",
                    "t1"."run_id",
                    CAST("t1"."status" <> 'D' AS BIGINT) - COALESCE(
                      LAG(CAST("t1"."status" <> 'D' AS BIGINT)) OVER (
                        PARTITION BY "t1"."chain_id", "t1"."path"
                        ORDER BY "t1"."position" ASC
                        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
                      ),
                      0
                    ) AS "step"
                  FROM "git_file_versions" AS "t1"
                ) AS "t18"
                WHERE
                  "t18"."step" <> 0
              ) AS "t21"
            ) AS "t25"
            GROUP BY
              1,
              2,
              3
          ) AS "t26"
        ) AS "t30"
          ON "t37"."position" >= "t30"."counted_at"
          AND "t37"."chain_id" = "t30"."of_chain"
          AND "t37"."path" = "t30"."folder"
      ) AS "t38"
    ) AS "t39"
  ) AS "t41"
  LEFT OUTER JOIN (
    SELECT
      "t0"."chain_id" AS "of_chain",
      "t0"."position" AS "last_at",
      "t0"."commit_id" AS "last_change_id"
    FROM "git_chain" AS "t0"
  ) AS "t10"
    ON "t41"."chain_id" = "t10"."of_chain" AND "t41"."last_at" = "t10"."last_at"
) AS "t42"
ORDER BY
  "t42"."question" ASC
