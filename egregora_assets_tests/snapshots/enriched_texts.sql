SELECT
  "t0"."message_id",
  "t0"."sent_at",
  "t0"."text"
FROM "messages" AS "t0"
WHERE
  "t0"."kind" IN ('text', 'media', 'poll')
  AND REGEXP_MATCHES(
    "t0"."text",
    '://|\.[\p{L}\p{Nl}\p{No}]|[0-9a-f]{7}|CODEOWNERS|Dockerfile|Gemfile|Justfile|LICENSE|Makefile|Procfile|Rakefile|Vagrantfile|v1\.0'
  )
