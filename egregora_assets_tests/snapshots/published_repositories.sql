SELECT
  "t0"."repository_id",
  "t0"."name"
FROM "git_repositories" AS "t0"
ORDER BY
  "t0"."name" ASC
