SELECT
  "t2"."message_id",
  "t2"."ordinal"
FROM "message_links" AS "t2"
ANTI JOIN (
  SELECT
    "t5"."chat_id",
    "t5"."message_id",
    "t5"."sent_at",
    "t5"."text",
    "t5"."month"
  FROM (
    SELECT
      "t1"."chat_id",
      "t1"."message_id",
      "t1"."sent_at",
      "t1"."text",
      CAST((
        (
          EXTRACT(year FROM "t1"."sent_at") * 12
        ) + EXTRACT(month FROM "t1"."sent_at")
      ) - 1 AS INT) AS "month"
    FROM "messages" AS "t1"
    WHERE
      "t1"."kind" IN ('text', 'media', 'poll')
      AND REGEXP_MATCHES(
        "t1"."text",
        '://|\.[\p{L}\p{Nl}\p{No}]|[0-9a-f]{7}|CODEOWNERS|Dockerfile|Gemfile|Justfile|LICENSE|Makefile|Procfile|Rakefile|Vagrantfile|v1\.0'
      )
  ) AS "t5"
  ANTI JOIN (
    SELECT
      CAST(LIST_EXTRACT(STR_SPLIT("t3"."month_of_chat", ' '), 1) AS UUID) AS "chat_id",
      CAST(LIST_EXTRACT(STR_SPLIT("t3"."month_of_chat", ' '), 2) AS INT) AS "month"
    FROM (
      SELECT
        UNNEST(STR_SPLIT('00000000-0000-8000-8000-000000000001 24288', '
')) AS "month_of_chat"
    ) AS "t3"
  ) AS "t7"
    ON "t5"."chat_id" = "t7"."chat_id" AND "t5"."month" = "t7"."month"
) AS "t9"
  ON "t2"."message_id" = "t9"."message_id"
