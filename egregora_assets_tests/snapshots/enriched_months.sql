SELECT
  *
FROM (
  SELECT
    "t1"."chat_id",
    "t1"."month",
    SHA256(
      LISTAGG(
        
          CONCAT_WS(
            ' ',
            CAST("t1"."message_id" AS TEXT),
            CAST("t1"."sent_at" AS TEXT),
            CAST(LENGTH("t1"."text") AS TEXT),
            "t1"."text"
          ),
          '' ORDER BY "t1"."message_id" ASC
        
      )
    ) AS "digest"
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
  ) AS "t1"
  GROUP BY
    1,
    2
) AS "t2"
ORDER BY
  "t2"."chat_id" ASC,
  "t2"."month" ASC
