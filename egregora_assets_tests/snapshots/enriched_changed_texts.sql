SELECT
  "t3"."message_id",
  "t3"."sent_at",
  "t3"."text"
FROM (
  SELECT
    "t0"."chat_id",
    "t0"."message_id",
    "t0"."sent_at",
    "t0"."text",
    CAST((
      (
        EXTRACT(year FROM "t0"."sent_at") * 12
      ) + EXTRACT(month FROM "t0"."sent_at")
    ) - 1 AS INT) AS "month"
  FROM "messages" AS "t0"
  WHERE
    "t0"."kind" IN ('text', 'media', 'poll')
    AND REGEXP_MATCHES(
      "t0"."text",
      '://|\.[\p{L}\p{Nl}\p{No}]|[0-9a-fA-F]{7}|[#!][0-9]|(?i:prs?|mrs?|requests?|issues?|gh)[ \x{a0}-]{1,2}[0-9]|HEAD|@[~^]|`[^`\s]{1,300}[/\\]|CODEOWNERS|Dockerfile|Gemfile|Jenkinsfile|Justfile|LICENSE|Makefile|Pipfile|Procfile|Rakefile|Vagrantfile|v1\.0'
    )
) AS "t3"
SEMI JOIN (
  SELECT
    CAST(LIST_EXTRACT(STR_SPLIT("t1"."month_of_chat", ' '), 1) AS UUID) AS "chat_id",
    CAST(LIST_EXTRACT(STR_SPLIT("t1"."month_of_chat", ' '), 2) AS INT) AS "month"
  FROM (
    SELECT
      UNNEST(STR_SPLIT('00000000-0000-8000-8000-000000000001 24288', '
')) AS "month_of_chat"
  ) AS "t1"
) AS "t5"
  ON "t3"."chat_id" = "t5"."chat_id" AND "t3"."month" = "t5"."month"
