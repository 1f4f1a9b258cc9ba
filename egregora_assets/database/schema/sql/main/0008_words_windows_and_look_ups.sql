DROP VIEW "knowledge_context";

DROP VIEW "enriched_messages";

CREATE TEMP TABLE "staged_git_repositories" AS FROM "git_repositories";

CREATE TEMP TABLE "staged_git_refs" AS FROM "git_refs";

CREATE TEMP TABLE "staged_git_commits" AS FROM "git_commits";

CREATE TEMP TABLE "staged_git_chain" AS FROM "git_chain";

CREATE TEMP TABLE "staged_git_file_versions" AS FROM "git_file_versions";

CREATE TEMP TABLE "staged_code_references" AS FROM "code_references";

CREATE TEMP TABLE "staged_document_addresses" AS FROM "document_addresses";

CREATE TEMP TABLE "staged_documents" AS FROM "documents";

CREATE TEMP TABLE "staged_document_authors" AS FROM "document_authors";

CREATE TEMP TABLE "staged_document_tags" AS FROM "document_tags";

CREATE TEMP TABLE "staged_citations" AS FROM "citations";

CREATE TEMP TABLE "staged_elo_comparisons" AS FROM "elo_comparisons";

CREATE TEMP TABLE "staged_elo_ratings" AS FROM "elo_ratings";

CREATE TEMP TABLE "staged_site_files" AS FROM "site_files";

CREATE TEMP TABLE "staged_annotations" AS FROM "annotations";

CREATE TEMP TABLE "staged_detached_annotations" AS FROM "detached_annotations";

UPDATE "staged_document_addresses" SET "slug" = CAST("document_id" AS TEXT) WHERE NOT regexp_matches("slug", '[^\s\p{Z}]', 's');

UPDATE "staged_documents" SET "slug" = CAST("document_id" AS TEXT) WHERE NOT regexp_matches("slug", '[^\s\p{Z}]', 's');

UPDATE "staged_documents" SET "title" = CASE WHEN "doc_type" IN ('post', 'profile') THEN "slug" END WHERE NOT regexp_matches("title", '[^\s\p{Z}]', 's');

UPDATE "staged_documents" SET "summary" = CASE WHEN "doc_type" = 'post' THEN "title" END WHERE NOT regexp_matches("summary", '[^\s\p{Z}]', 's');

UPDATE "staged_documents" SET "window_id" = NULL WHERE "window_id" NOT IN (SELECT "window_id" FROM "windows");

DELETE FROM "staged_elo_ratings" WHERE "post_id" NOT IN (SELECT "document_id" FROM "document_addresses" WHERE "doc_type" = 'post');

DELETE FROM "table_digests" WHERE "table_name" IN ('git_repositories', 'code_references', 'document_addresses', 'documents', 'elo_ratings');

DROP TABLE "detached_annotations";

DROP TABLE "annotations";

DROP TABLE "site_files";

DROP TABLE "elo_ratings";

DROP TABLE "elo_comparisons";

DROP TABLE "citations";

DROP TABLE "document_tags";

DROP TABLE "document_authors";

DROP TABLE "documents";

DROP TABLE "document_addresses";

DROP TABLE "code_references";

DROP TABLE "git_file_versions";

DROP TABLE "git_chain";

DROP TABLE "git_commits";

DROP TABLE "git_refs";

DROP TABLE "git_repositories";

CREATE TABLE "git_repositories" (
  "repository_id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "branch" TEXT NOT NULL,
  "is_shallow" BOOLEAN NOT NULL,
  "floor_at" TIMESTAMPTZ,
  "problem" TEXT,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("repository_id"),
  UNIQUE ("name"),
  CHECK ("problem" IN ('missing', 'not a repository', 'empty', 'no such branch', 'locked', 'damaged', 'too slow', 'not startable'))
);

INSERT INTO "git_repositories" ("repository_id", "name", "branch", "is_shallow", "floor_at", "run_id")
SELECT "repository_id", "name", "branch", "is_shallow", "floor_at", "run_id" FROM "staged_git_repositories";

CREATE TABLE "git_refs" (
  "repository_id" UUID NOT NULL,
  "ref_name" TEXT NOT NULL,
  "observed_at" TIMESTAMPTZ NOT NULL,
  "commit_id" TEXT NOT NULL,
  "change" TEXT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("repository_id", "ref_name", "observed_at"),
  CHECK ("change" IN ('created', 'fast_forward', 'forced', 'deleted', 'seen')),
  FOREIGN KEY ("repository_id") REFERENCES "git_repositories" ("repository_id")
);

INSERT INTO "git_refs" ("repository_id", "ref_name", "observed_at", "commit_id", "change", "run_id")
SELECT "repository_id", "ref_name", "observed_at", "commit_id", "change", "run_id" FROM "staged_git_refs";

CREATE TABLE "git_commits" (
  "repository_id" UUID NOT NULL,
  "commit_id" TEXT NOT NULL,
  "parents" TEXT NOT NULL,
  "authored_at" TIMESTAMPTZ NOT NULL,
  "committed_at" TIMESTAMPTZ NOT NULL,
  "subject" TEXT NOT NULL,
  "pull_request_number" INT,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("repository_id", "commit_id"),
  FOREIGN KEY ("repository_id") REFERENCES "git_repositories" ("repository_id")
);

INSERT INTO "git_commits" ("repository_id", "commit_id", "parents", "authored_at", "committed_at", "subject", "pull_request_number", "run_id")
SELECT "repository_id", "commit_id", "parents", "authored_at", "committed_at", "subject", "pull_request_number", "run_id" FROM "staged_git_commits";

CREATE TABLE "git_chain" (
  "chain_id" UUID NOT NULL,
  "position" BIGINT NOT NULL,
  "repository_id" UUID NOT NULL,
  "commit_id" TEXT NOT NULL,
  "committed_at" TIMESTAMPTZ NOT NULL,
  "effective_at" TIMESTAMPTZ NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("chain_id", "position"),
  UNIQUE ("chain_id", "commit_id"),
  CHECK ("effective_at" <= "committed_at"),
  CHECK ("position" >= 0),
  FOREIGN KEY ("repository_id", "commit_id") REFERENCES "git_commits" ("repository_id", "commit_id")
);

INSERT INTO "git_chain" ("chain_id", "position", "repository_id", "commit_id", "committed_at", "effective_at", "run_id")
SELECT "chain_id", "position", "repository_id", "commit_id", "committed_at", "effective_at", "run_id" FROM "staged_git_chain";

CREATE TABLE "git_file_versions" (
  "chain_id" UUID NOT NULL,
  "path" TEXT NOT NULL,
  "position" BIGINT NOT NULL,
  "status" TEXT NOT NULL,
  "mode" TEXT,
  "blob_id" TEXT,
  "path_raw" BLOB,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("chain_id", "path", "position"),
  CHECK ("status" IN ('A', 'M', 'D', 'T')),
  CHECK (("status" = 'D') = ("blob_id" IS NULL)),
  FOREIGN KEY ("chain_id", "position") REFERENCES "git_chain" ("chain_id", "position")
);

INSERT INTO "git_file_versions" ("chain_id", "path", "position", "status", "mode", "blob_id", "path_raw", "run_id")
SELECT "chain_id", "path", "position", "status", "mode", "blob_id", "path_raw", "run_id" FROM "staged_git_file_versions";

CREATE INDEX "git_file_versions_path" ON "git_file_versions" ("path");

CREATE TABLE "code_references" (
  "message_id" UUID NOT NULL,
  "ordinal" INT NOT NULL,
  "reference_kind" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "repository_id" UUID,
  "path" TEXT,
  "line_start" INT,
  "line_end" INT,
  "revision" TEXT,
  "number" INT,
  "repository_name" TEXT,
  "commit_id" TEXT,
  "blob_id" TEXT,
  "is_resolved" BOOLEAN NOT NULL,
  "reason" TEXT,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id", "ordinal"),
  CHECK ("reference_kind" IN ('path', 'commit', 'ref', 'url', 'issue')),
  CHECK ("line_start" <= "line_end"),
  CHECK (NOT ("is_resolved") OR (NOT "commit_id" IS NULL)),
  CHECK ("ordinal" >= 0),
  CHECK ("number" >= 0),
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("repository_id") REFERENCES "git_repositories" ("repository_id")
);

INSERT INTO "code_references" ("message_id", "ordinal", "reference_kind", "text", "repository_id", "path", "line_start", "line_end", "commit_id", "blob_id", "is_resolved", "run_id")
SELECT "message_id", "ordinal", "reference_kind", "text", "repository_id", "path", "line_start", "line_end", "commit_id", "blob_id", "is_resolved", "run_id" FROM "staged_code_references";

CREATE TABLE "document_addresses" (
  "document_id" UUID NOT NULL,
  "chat_id" UUID NOT NULL,
  "doc_type" TEXT NOT NULL,
  "slug" TEXT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("document_id"),
  UNIQUE ("chat_id", "doc_type", "slug"),
  UNIQUE ("document_id", "chat_id", "doc_type", "slug"),
  UNIQUE ("document_id", "doc_type"),
  CHECK ("doc_type" IN ('post', 'profile', 'journal', 'media', 'annotation', 'announcement')),
  CHECK (REGEXP_MATCHES("slug", '[^\s\p{Z}]')),
  FOREIGN KEY ("chat_id") REFERENCES "chats" ("chat_id")
);

INSERT INTO "document_addresses" ("document_id", "chat_id", "doc_type", "slug", "run_id")
SELECT "document_id", "chat_id", "doc_type", "slug", "run_id" FROM "staged_document_addresses";

CREATE TABLE "documents" (
  "document_id" UUID NOT NULL,
  "chat_id" UUID NOT NULL,
  "doc_type" TEXT NOT NULL,
  "slug" TEXT NOT NULL,
  "title" TEXT,
  "summary" TEXT,
  "content" TEXT NOT NULL,
  "content_hash" UUID NOT NULL,
  "status" TEXT NOT NULL,
  "decided_by" TEXT NOT NULL,
  "language" TEXT NOT NULL,
  "created_at" TIMESTAMP(9) NOT NULL,
  "window_start" TIMESTAMP(9),
  "window_end" TIMESTAMP(9),
  "window_id" UUID,
  "subject_author_id" UUID,
  "media_id" UUID,
  "writer" TEXT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("document_id"),
  CHECK ("doc_type" IN ('post', 'profile', 'journal', 'media', 'annotation', 'announcement')),
  CHECK ("status" IN ('draft', 'published', 'archived')),
  CHECK ("decided_by" IN ('writer', 'person')),
  CHECK (REGEXP_MATCHES("slug", '[^\s\p{Z}]')),
  CHECK (REGEXP_MATCHES("title", '[^\s\p{Z}]')),
  CHECK (REGEXP_MATCHES("summary", '[^\s\p{Z}]')),
  CHECK (("decided_by" = 'person') OR NOT ("doc_type" IN ('annotation', 'announcement'))),
  CHECK (("doc_type" <> 'post') OR ((NOT "title" IS NULL) AND (NOT "summary" IS NULL) AND (NOT "window_start" IS NULL) AND (NOT "window_end" IS NULL))),
  CHECK (("doc_type" <> 'profile') OR ((NOT "title" IS NULL) AND (NOT "subject_author_id" IS NULL))),
  CHECK (("doc_type" <> 'journal') OR ((NOT "window_start" IS NULL) AND (NOT "window_end" IS NULL))),
  CHECK ("window_end" >= "window_start"),
  CHECK (("doc_type" <> 'media') OR (NOT "media_id" IS NULL)),
  FOREIGN KEY ("document_id", "chat_id", "doc_type", "slug") REFERENCES "document_addresses" ("document_id", "chat_id", "doc_type", "slug"),
  FOREIGN KEY ("chat_id") REFERENCES "chats" ("chat_id"),
  FOREIGN KEY ("subject_author_id") REFERENCES "authors" ("author_id"),
  FOREIGN KEY ("media_id") REFERENCES "media_files" ("media_id"),
  FOREIGN KEY ("window_id") REFERENCES "windows" ("window_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "documents" ("document_id", "chat_id", "doc_type", "slug", "title", "summary", "content", "content_hash", "status", "decided_by", "language", "created_at", "window_start", "window_end", "window_id", "subject_author_id", "media_id", "writer", "run_id")
SELECT "document_id", "chat_id", "doc_type", "slug", "title", "summary", "content", "content_hash", "status", "decided_by", "language", "created_at", "window_start", "window_end", "window_id", "subject_author_id", "media_id", "writer", "run_id" FROM "staged_documents";

CREATE TABLE "document_authors" (
  "document_id" UUID NOT NULL,
  "author_id" UUID NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("document_id", "author_id"),
  FOREIGN KEY ("document_id") REFERENCES "document_addresses" ("document_id"),
  FOREIGN KEY ("author_id") REFERENCES "authors" ("author_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "document_authors" ("document_id", "author_id", "run_id")
SELECT "document_id", "author_id", "run_id" FROM "staged_document_authors";

CREATE TABLE "document_tags" (
  "document_id" UUID NOT NULL,
  "tag" TEXT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("document_id", "tag"),
  CHECK (LENGTH("tag") > 0),
  FOREIGN KEY ("document_id") REFERENCES "document_addresses" ("document_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "document_tags" ("document_id", "tag", "run_id")
SELECT "document_id", "tag", "run_id" FROM "staged_document_tags";

CREATE TABLE "citations" (
  "document_id" UUID NOT NULL,
  "ordinal" INT NOT NULL,
  "message_id" UUID NOT NULL,
  "quote" TEXT NOT NULL,
  "section" TEXT,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("document_id", "ordinal"),
  CHECK (LENGTH("quote") > 0),
  CHECK ("ordinal" >= 0),
  FOREIGN KEY ("document_id") REFERENCES "document_addresses" ("document_id"),
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "citations" ("document_id", "ordinal", "message_id", "quote", "section", "run_id")
SELECT "document_id", "ordinal", "message_id", "quote", "section", "run_id" FROM "staged_citations";

CREATE TABLE "elo_comparisons" (
  "comparison_id" UUID NOT NULL,
  "winner_id" UUID NOT NULL,
  "loser_id" UUID NOT NULL,
  "is_tie" BOOLEAN NOT NULL,
  "judge" TEXT NOT NULL,
  "rubric_margin" DOUBLE NOT NULL,
  "compared_at" TIMESTAMP(9) NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("comparison_id"),
  CHECK ("winner_id" <> "loser_id"),
  FOREIGN KEY ("winner_id") REFERENCES "document_addresses" ("document_id"),
  FOREIGN KEY ("loser_id") REFERENCES "document_addresses" ("document_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "elo_comparisons" ("comparison_id", "winner_id", "loser_id", "is_tie", "judge", "rubric_margin", "compared_at", "run_id")
SELECT "comparison_id", "winner_id", "loser_id", "is_tie", "judge", "rubric_margin", "compared_at", "run_id" FROM "staged_elo_comparisons";

CREATE TABLE "elo_ratings" (
  "post_id" UUID NOT NULL,
  "doc_type" TEXT NOT NULL,
  "rating" DOUBLE NOT NULL,
  "num_comparisons" INT NOT NULL,
  "last_updated" TIMESTAMP(9) NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("post_id"),
  CHECK ("doc_type" IN ('post')),
  CHECK ("num_comparisons" >= 0),
  FOREIGN KEY ("post_id", "doc_type") REFERENCES "document_addresses" ("document_id", "doc_type"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "elo_ratings" ("post_id", "doc_type", "rating", "num_comparisons", "last_updated", "run_id")
SELECT "post_id", 'post', "rating", "num_comparisons", "last_updated", "run_id" FROM "staged_elo_ratings";

CREATE TABLE "site_files" (
  "path" TEXT NOT NULL,
  "content_hash" UUID NOT NULL,
  "byte_count" BIGINT NOT NULL,
  "document_id" UUID,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("path"),
  CHECK ("byte_count" >= 0),
  FOREIGN KEY ("document_id") REFERENCES "document_addresses" ("document_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "site_files" ("path", "content_hash", "byte_count", "document_id", "run_id")
SELECT "path", "content_hash", "byte_count", "document_id", "run_id" FROM "staged_site_files";

CREATE TABLE "annotations" (
  "annotation_id" UUID NOT NULL,
  "doc_type" TEXT NOT NULL,
  "parent_type" TEXT NOT NULL,
  "parent_message_id" UUID,
  "parent_document_id" UUID,
  "author_id" UUID,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("annotation_id"),
  CHECK ("doc_type" IN ('annotation')),
  CHECK ("parent_type" IN ('message', 'post', 'annotation')),
  CHECK (("parent_type" = 'message') = (NOT "parent_message_id" IS NULL)),
  CHECK (("parent_type" <> 'message') = (NOT "parent_document_id" IS NULL)),
  CHECK (("parent_document_id" IS NULL) OR ("parent_document_id" <> "annotation_id")),
  FOREIGN KEY ("annotation_id", "doc_type") REFERENCES "document_addresses" ("document_id", "doc_type"),
  FOREIGN KEY ("parent_message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("parent_document_id", "parent_type") REFERENCES "document_addresses" ("document_id", "doc_type"),
  FOREIGN KEY ("author_id") REFERENCES "authors" ("author_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "annotations" ("annotation_id", "doc_type", "parent_type", "parent_message_id", "parent_document_id", "author_id", "run_id")
SELECT "annotation_id", "doc_type", "parent_type", "parent_message_id", "parent_document_id", "author_id", "run_id" FROM "staged_annotations";

CREATE TABLE "detached_annotations" (
  "annotation_id" UUID NOT NULL,
  "doc_type" TEXT NOT NULL,
  "parent_type" TEXT NOT NULL,
  "parent_message_id" UUID,
  "parent_document_id" UUID,
  "author_id" UUID,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("annotation_id"),
  CHECK ("doc_type" IN ('annotation')),
  CHECK ("parent_type" IN ('message', 'post', 'annotation')),
  CHECK (("parent_type" = 'message') = (NOT "parent_message_id" IS NULL)),
  CHECK (("parent_type" <> 'message') = (NOT "parent_document_id" IS NULL)),
  CHECK (("parent_document_id" IS NULL) OR ("parent_document_id" <> "annotation_id")),
  FOREIGN KEY ("annotation_id", "doc_type") REFERENCES "document_addresses" ("document_id", "doc_type"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "detached_annotations" ("annotation_id", "doc_type", "parent_type", "parent_message_id", "parent_document_id", "author_id", "run_id")
SELECT "annotation_id", "doc_type", "parent_type", "parent_message_id", "parent_document_id", "author_id", "run_id" FROM "staged_detached_annotations";

DROP TABLE "staged_git_repositories";

DROP TABLE "staged_git_refs";

DROP TABLE "staged_git_commits";

DROP TABLE "staged_git_chain";

DROP TABLE "staged_git_file_versions";

DROP TABLE "staged_code_references";

DROP TABLE "staged_document_addresses";

DROP TABLE "staged_documents";

DROP TABLE "staged_document_authors";

DROP TABLE "staged_document_tags";

DROP TABLE "staged_citations";

DROP TABLE "staged_elo_comparisons";

DROP TABLE "staged_elo_ratings";

DROP TABLE "staged_site_files";

DROP TABLE "staged_annotations";

DROP TABLE "staged_detached_annotations";

CREATE TABLE "git_lookup_cache" (
  "repository_id" UUID NOT NULL,
  "ref_name" TEXT NOT NULL,
  "path" TEXT NOT NULL,
  "asked_at" TIMESTAMPTZ NOT NULL,
  "tip_id" TEXT,
  "commit_id" TEXT,
  "last_change_id" TEXT,
  "blob_id" TEXT,
  "status" TEXT NOT NULL,
  "is_clock_disputed" BOOLEAN NOT NULL,
  "is_provisional" BOOLEAN NOT NULL,
  "is_cited" BOOLEAN NOT NULL,
  "last_accessed_at" TIMESTAMPTZ NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("repository_id", "ref_name", "path", "asked_at"),
  CHECK ("status" IN ('present', 'deleted', 'absent', 'before history', 'directory', 'submodule', 'symlink', 'shallow', 'unknown commit')),
  FOREIGN KEY ("repository_id") REFERENCES "git_repositories" ("repository_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

CREATE TABLE "code_excerpts" (
  "repository_id" UUID NOT NULL,
  "blob_id" TEXT NOT NULL,
  "line_start" INT NOT NULL,
  "line_end" INT NOT NULL,
  "first_line" INT,
  "text" TEXT,
  "reason" TEXT,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("repository_id", "blob_id", "line_start", "line_end"),
  CHECK ("reason" IN ('binary', 'too large', 'no such line', 'not at hand', 'withheld')),
  CHECK ((NOT "text" IS NULL) <> (NOT "reason" IS NULL)),
  CHECK (("text" IS NULL) OR (NOT "first_line" IS NULL)),
  CHECK ("line_start" >= 0),
  CHECK ("line_end" >= 0),
  CHECK ("first_line" >= 0),
  FOREIGN KEY ("repository_id") REFERENCES "git_repositories" ("repository_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

CREATE TABLE "starting_ratings" (
  "post_id" UUID NOT NULL,
  "doc_type" TEXT NOT NULL,
  "rating" DOUBLE NOT NULL,
  "num_comparisons" INT NOT NULL,
  "origin" TEXT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("post_id"),
  CHECK ("doc_type" IN ('post')),
  CHECK ("origin" IN ('legacy')),
  CHECK ("num_comparisons" >= 0),
  FOREIGN KEY ("post_id", "doc_type") REFERENCES "document_addresses" ("document_id", "doc_type"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

CREATE TABLE "message_notes" (
  "message_id" UUID NOT NULL,
  "chat_id" UUID NOT NULL,
  "author_id" UUID NOT NULL,
  "target_id" UUID NOT NULL,
  "sent_at" TIMESTAMP(9) NOT NULL,
  "text" TEXT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id"),
  CHECK (REGEXP_MATCHES("text", '[^\s\p{Z}]')),
  CHECK ("target_id" <> "message_id"),
  FOREIGN KEY ("chat_id") REFERENCES "chats" ("chat_id"),
  FOREIGN KEY ("author_id") REFERENCES "authors" ("author_id"),
  FOREIGN KEY ("target_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

CREATE VIEW "anonymized_messages" AS
SELECT
  "t21"."message_id",
  "t21"."chat_id",
  "t21"."chat",
  "t21"."author_id",
  "t21"."author",
  "t21"."sent_at",
  "t21"."local_time",
  "t21"."position",
  "t21"."kind",
  "t21"."text",
  "t21"."is_edited",
  "t21"."reply_to_id",
  COALESCE("t21"."redacted", []) AS "redacted"
FROM (
  SELECT
    "t20".*
    EXCLUDE ("message_id_right")
  FROM (
    SELECT
      "t19"."message_id",
      "t19"."chat_id",
      "t19"."author_id",
      "t19"."sent_at",
      "t19"."local_time",
      "t19"."position",
      "t19"."kind",
      "t19"."text",
      "t19"."is_edited",
      "t19"."export_id",
      "t19"."run_id",
      "t19"."chat",
      "t19"."author",
      "t19"."redacted",
      "t9"."message_id" AS "message_id_right",
      "t9"."reply_to_id"
    FROM (
      SELECT
        "t17".*
        EXCLUDE ("message_id_right")
      FROM (
        SELECT
          "t16"."message_id",
          "t16"."chat_id",
          "t16"."author_id",
          "t16"."sent_at",
          "t16"."local_time",
          "t16"."position",
          "t16"."kind",
          "t16"."text",
          "t16"."is_edited",
          "t16"."export_id",
          "t16"."run_id",
          "t16"."chat",
          "t16"."author",
          "t13"."message_id" AS "message_id_right",
          "t13"."redacted"
        FROM (
          SELECT
            "t14".*
            EXCLUDE ("author_id_right")
          FROM (
            SELECT
              "t5"."message_id",
              "t5"."chat_id",
              "t5"."author_id",
              "t5"."sent_at",
              "t5"."local_time",
              "t5"."position",
              "t5"."kind",
              "t5"."text",
              "t5"."is_edited",
              "t5"."export_id",
              "t5"."run_id",
              "t10"."chat",
              "t11"."author_id" AS "author_id_right",
              "t11"."author"
            FROM "messages" AS "t5"
            INNER JOIN (
              SELECT
                "t3"."chat_id",
                "t3"."public_title" AS "chat"
              FROM "chats" AS "t3"
            ) AS "t10"
              ON "t5"."chat_id" = "t10"."chat_id"
            LEFT OUTER JOIN (
              SELECT
                "t4"."author_id",
                "t4"."public_name" AS "author"
              FROM "authors" AS "t4"
            ) AS "t11"
              ON "t5"."author_id" = "t11"."author_id"
          ) AS "t14"
        ) AS "t16"
        LEFT OUTER JOIN (
          SELECT
            "t1"."message_id",
            CAST(ARRAY_AGG("t1"."pii_type" ORDER BY "t1"."ordinal" ASC) FILTER(WHERE
              "t1"."pii_type" IS NOT NULL) AS TEXT[]) AS "redacted"
          FROM "redactions" AS "t1"
          GROUP BY
            1
        ) AS "t13"
          ON "t16"."message_id" = "t13"."message_id"
      ) AS "t17"
    ) AS "t19"
    LEFT OUTER JOIN (
      SELECT
        "t0"."message_id",
        "t0"."reply_to_id"
      FROM "message_replies" AS "t0"
    ) AS "t9"
      ON "t19"."message_id" = "t9"."message_id"
  ) AS "t20"
) AS "t21";

CREATE VIEW "enriched_messages" AS
SELECT
  "t43"."message_id",
  "t43"."chat_id",
  "t43"."chat",
  "t43"."author_id",
  "t43"."author",
  "t43"."sent_at",
  "t43"."local_time",
  "t43"."position",
  "t43"."kind",
  "t43"."text",
  "t43"."is_edited",
  COALESCE("t43"."media_ids", []) AS "media_ids",
  COALESCE("t43"."urls", []) AS "urls",
  COALESCE("t43"."code_references", []) AS "code_references",
  COALESCE("t43"."code", []) AS "code"
FROM (
  SELECT
    "t42".*
    EXCLUDE ("message_id_right")
  FROM (
    SELECT
      "t41"."message_id",
      "t41"."chat_id",
      "t41"."author_id",
      "t41"."sent_at",
      "t41"."local_time",
      "t41"."position",
      "t41"."kind",
      "t41"."text",
      "t41"."is_edited",
      "t41"."export_id",
      "t41"."run_id",
      "t41"."chat",
      "t41"."author",
      "t41"."media_ids",
      "t41"."urls",
      "t38"."message_id" AS "message_id_right",
      "t38"."code_references",
      "t38"."code"
    FROM (
      SELECT
        "t39".*
        EXCLUDE ("message_id_right")
      FROM (
        SELECT
          "t36"."message_id",
          "t36"."chat_id",
          "t36"."author_id",
          "t36"."sent_at",
          "t36"."local_time",
          "t36"."position",
          "t36"."kind",
          "t36"."text",
          "t36"."is_edited",
          "t36"."export_id",
          "t36"."run_id",
          "t36"."chat",
          "t36"."author",
          "t36"."media_ids",
          "t31"."message_id" AS "message_id_right",
          "t31"."urls"
        FROM (
          SELECT
            "t33".*
            EXCLUDE ("message_id_right")
          FROM (
            SELECT
              "t30"."message_id",
              "t30"."chat_id",
              "t30"."author_id",
              "t30"."sent_at",
              "t30"."local_time",
              "t30"."position",
              "t30"."kind",
              "t30"."text",
              "t30"."is_edited",
              "t30"."export_id",
              "t30"."run_id",
              "t30"."chat",
              "t30"."author",
              "t24"."message_id" AS "message_id_right",
              "t24"."media_ids"
            FROM (
              SELECT
                "t25".*
                EXCLUDE ("author_id_right")
              FROM (
                SELECT
                  "t11"."message_id",
                  "t11"."chat_id",
                  "t11"."author_id",
                  "t11"."sent_at",
                  "t11"."local_time",
                  "t11"."position",
                  "t11"."kind",
                  "t11"."text",
                  "t11"."is_edited",
                  "t11"."export_id",
                  "t11"."run_id",
                  "t19"."chat",
                  "t20"."author_id" AS "author_id_right",
                  "t20"."author"
                FROM "messages" AS "t11"
                INNER JOIN (
                  SELECT
                    "t7"."chat_id",
                    "t7"."public_title" AS "chat"
                  FROM "chats" AS "t7"
                ) AS "t19"
                  ON "t11"."chat_id" = "t19"."chat_id"
                LEFT OUTER JOIN (
                  SELECT
                    "t8"."author_id",
                    "t8"."public_name" AS "author"
                  FROM "authors" AS "t8"
                ) AS "t20"
                  ON "t11"."author_id" = "t20"."author_id"
              ) AS "t25"
            ) AS "t30"
            LEFT OUTER JOIN (
              SELECT
                "t2"."message_id",
                CAST(ARRAY_AGG("t2"."media_id" ORDER BY "t2"."ordinal" ASC) FILTER(WHERE
                  "t2"."media_id" IS NOT NULL) AS UUID[]) AS "media_ids"
              FROM "message_media" AS "t2"
              GROUP BY
                1
            ) AS "t24"
              ON "t30"."message_id" = "t24"."message_id"
          ) AS "t33"
        ) AS "t36"
        LEFT OUTER JOIN (
          SELECT
            "t23"."message_id",
            ARRAY_AGG("t23"."url" ORDER BY "t23"."ordinal" ASC) FILTER(WHERE
              "t23"."url" IS NOT NULL) AS "urls"
          FROM (
            SELECT
              "t9"."message_id",
              "t9"."ordinal",
              "t10"."url"
            FROM "message_links" AS "t9"
            INNER JOIN "links" AS "t10"
              ON "t9"."link_id" = "t10"."link_id"
          ) AS "t23"
          GROUP BY
            1
        ) AS "t31"
          ON "t36"."message_id" = "t31"."message_id"
      ) AS "t39"
    ) AS "t41"
    LEFT OUTER JOIN (
      SELECT
        "t34"."message_id",
        ARRAY_AGG("t34"."text" ORDER BY "t34"."ordinal" ASC) FILTER(WHERE
          "t34"."text" IS NOT NULL) AS "code_references",
        ARRAY_AGG(
          {'text': "t34"."text", 'repository': "t34"."repository", 'path': "t34"."path", 'line_start': "t34"."line_start", 'line_end': "t34"."line_end", 'commit_id': "t34"."commit_id", 'blob_id': "t34"."blob_id", 'excerpt': "t34"."excerpt"} ORDER BY "t34"."ordinal" ASC
        ) FILTER(WHERE
          {'text': "t34"."text", 'repository': "t34"."repository", 'path': "t34"."path", 'line_start': "t34"."line_start", 'line_end': "t34"."line_end", 'commit_id': "t34"."commit_id", 'blob_id': "t34"."blob_id", 'excerpt': "t34"."excerpt"} IS NOT NULL) AS "code"
      FROM (
        SELECT
          "t32"."message_id",
          "t32"."ordinal",
          "t32"."reference_kind",
          "t32"."text",
          "t32"."repository_id",
          "t32"."path",
          "t32"."line_start",
          "t32"."line_end",
          "t32"."revision",
          "t32"."number",
          "t32"."repository_name",
          "t32"."commit_id",
          "t32"."blob_id",
          "t32"."is_resolved",
          "t32"."reason",
          "t32"."run_id",
          "t32"."first",
          "t32"."last",
          "t32"."repository",
          "t16"."repository_id" AS "repository_id_right",
          "t16"."blob_id" AS "blob_id_right",
          "t16"."line_start" AS "line_start_right",
          "t16"."line_end" AS "line_end_right",
          "t16"."excerpt"
        FROM (
          SELECT
            "t26".*
            EXCLUDE ("repository_id_right")
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
              "t21"."first",
              "t21"."last",
              "t18"."repository_id" AS "repository_id_right",
              "t18"."repository"
            FROM (
              SELECT
                "t4"."message_id",
                "t4"."ordinal",
                "t4"."reference_kind",
                "t4"."text",
                "t4"."repository_id",
                "t4"."path",
                "t4"."line_start",
                "t4"."line_end",
                "t4"."revision",
                "t4"."number",
                "t4"."repository_name",
                "t4"."commit_id",
                "t4"."blob_id",
                "t4"."is_resolved",
                "t4"."reason",
                "t4"."run_id",
                COALESCE("t4"."line_start", 0) AS "first",
                COALESCE("t4"."line_end", 0) AS "last"
              FROM "code_references" AS "t4"
            ) AS "t21"
            LEFT OUTER JOIN (
              SELECT
                "t6"."repository_id",
                "t6"."name" AS "repository"
              FROM "git_repositories" AS "t6"
            ) AS "t18"
              ON "t21"."repository_id" = "t18"."repository_id"
          ) AS "t26"
        ) AS "t32"
        LEFT OUTER JOIN (
          SELECT
            "t0"."repository_id",
            "t0"."blob_id",
            "t0"."line_start",
            "t0"."line_end",
            "t0"."text" AS "excerpt"
          FROM "code_excerpts" AS "t0"
        ) AS "t16"
          ON "t32"."repository_id" = "t16"."repository_id"
          AND "t32"."blob_id" = "t16"."blob_id"
          AND "t32"."first" = "t16"."line_start"
          AND "t32"."last" = "t16"."line_end"
      ) AS "t34"
      GROUP BY
        1
    ) AS "t38"
      ON "t41"."message_id" = "t38"."message_id"
  ) AS "t42"
) AS "t43";

CREATE VIEW "knowledge_context" AS
SELECT
  "t6"."window_id",
  "t7"."window_start",
  "t7"."window_end",
  "t6"."rank",
  "t6"."score",
  "t6"."chunk_id",
  "t8"."chat_id",
  "t8"."text",
  "t8"."first_sent_at",
  "t8"."last_sent_at"
FROM (
  SELECT
    "t0"."window_id",
    "t0"."rank",
    "t0"."score",
    "t0"."chunk_id"
  FROM "window_context" AS "t0"
) AS "t6"
INNER JOIN (
  SELECT
    "t1"."window_id",
    "t1"."window_start",
    "t1"."window_end"
  FROM "windows" AS "t1"
) AS "t7"
  ON "t6"."window_id" = "t7"."window_id"
INNER JOIN (
  SELECT
    "t2"."chunk_id",
    "t2"."chat_id",
    "t2"."text",
    "t2"."first_sent_at",
    "t2"."last_sent_at"
  FROM "chunks" AS "t2"
) AS "t8"
  ON "t6"."chunk_id" = "t8"."chunk_id";
