DROP TABLE "git_lookup_cache";

CREATE TEMP TABLE "staged_git_repositories" AS FROM "git_repositories";

CREATE TEMP TABLE "staged_git_refs" AS FROM "git_refs";

CREATE TEMP TABLE "staged_git_commits" AS FROM "git_commits";

CREATE TEMP TABLE "staged_git_chain" AS FROM "git_chain";

CREATE TEMP TABLE "staged_git_file_versions" AS FROM "git_file_versions";

CREATE TEMP TABLE "staged_media_files" AS FROM "media_files";

CREATE TEMP TABLE "staged_message_media" AS FROM "message_media";

CREATE TEMP TABLE "staged_code_references" AS FROM "code_references";

CREATE TEMP TABLE "staged_documents" AS FROM "documents";

DROP TABLE "documents";

DROP TABLE "code_references";

DROP TABLE "message_media";

DROP TABLE "media_files";

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
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("repository_id"),
  UNIQUE ("name")
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

CREATE TABLE "media_files" (
  "media_id" UUID NOT NULL,
  "media_type" TEXT NOT NULL,
  "mime_type" TEXT NOT NULL,
  "byte_count" BIGINT NOT NULL,
  "width" INT,
  "height" INT,
  "phash" TEXT,
  "original_filename" TEXT,
  "site_relative_path" TEXT NOT NULL,
  "description" TEXT NOT NULL,
  "is_pii_redacted" BOOLEAN NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("media_id"),
  UNIQUE ("site_relative_path"),
  CHECK ("media_type" IN ('image', 'video', 'audio', 'document', 'sticker')),
  CHECK ("byte_count" >= 0),
  CHECK ("width" >= 0),
  CHECK ("height" >= 0)
);

INSERT INTO "media_files" ("media_id", "media_type", "mime_type", "byte_count", "width", "height", "phash", "original_filename", "site_relative_path", "description", "is_pii_redacted", "run_id")
SELECT "media_id", "media_type", "mime_type", "byte_count", "width", "height", "phash", "original_filename", "site_relative_path", "description", "is_pii_redacted", "run_id" FROM "staged_media_files";

CREATE TABLE "message_media" (
  "message_id" UUID NOT NULL,
  "ordinal" INT NOT NULL,
  "media_id" UUID NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id", "ordinal"),
  CHECK ("ordinal" >= 0),
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("media_id") REFERENCES "media_files" ("media_id")
);

INSERT INTO "message_media" ("message_id", "ordinal", "media_id", "run_id")
SELECT "message_id", "ordinal", "media_id", "run_id" FROM "staged_message_media";

CREATE TABLE "code_references" (
  "message_id" UUID NOT NULL,
  "ordinal" INT NOT NULL,
  "reference_kind" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "repository_id" UUID,
  "path" TEXT,
  "line_start" INT,
  "line_end" INT,
  "commit_id" TEXT,
  "blob_id" TEXT,
  "is_resolved" BOOLEAN NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id", "ordinal"),
  CHECK ("reference_kind" IN ('path', 'commit', 'ref', 'url')),
  CHECK ("line_start" <= "line_end"),
  CHECK (NOT ("is_resolved") OR (NOT "commit_id" IS NULL)),
  CHECK ("ordinal" >= 0),
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("repository_id") REFERENCES "git_repositories" ("repository_id")
);

INSERT INTO "code_references" ("message_id", "ordinal", "reference_kind", "text", "repository_id", "path", "line_start", "line_end", "commit_id", "blob_id", "is_resolved", "run_id")
SELECT "message_id", "ordinal", "reference_kind", "text", "repository_id", "path", "line_start", "line_end", "commit_id", "blob_id", "is_resolved", "run_id" FROM "staged_code_references";

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
  CHECK (("decided_by" = 'person') OR NOT ("doc_type" IN ('annotation', 'announcement'))),
  CHECK (("doc_type" <> 'post') OR ((NOT "title" IS NULL) AND (NOT "summary" IS NULL) AND (NOT "window_start" IS NULL) AND (NOT "window_end" IS NULL))),
  CHECK (("doc_type" <> 'profile') OR ((NOT "title" IS NULL) AND (LENGTH("title") > 0) AND (NOT "subject_author_id" IS NULL))),
  CHECK (("doc_type" <> 'journal') OR ((NOT "window_start" IS NULL) AND (NOT "window_end" IS NULL))),
  CHECK ("window_end" >= "window_start"),
  CHECK (("doc_type" <> 'media') OR (NOT "media_id" IS NULL)),
  FOREIGN KEY ("document_id", "chat_id", "doc_type", "slug") REFERENCES "document_addresses" ("document_id", "chat_id", "doc_type", "slug"),
  FOREIGN KEY ("chat_id") REFERENCES "chats" ("chat_id"),
  FOREIGN KEY ("subject_author_id") REFERENCES "authors" ("author_id"),
  FOREIGN KEY ("media_id") REFERENCES "media_files" ("media_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "documents" ("document_id", "chat_id", "doc_type", "slug", "title", "summary", "content", "content_hash", "status", "decided_by", "language", "created_at", "window_start", "window_end", "window_id", "subject_author_id", "media_id", "writer", "run_id")
SELECT "document_id", "chat_id", "doc_type", "slug", "title", "summary", "content", "content_hash", "status", "decided_by", "language", "created_at", "window_start", "window_end", "window_id", "subject_author_id", "media_id", "writer", "run_id" FROM "staged_documents";

DROP TABLE "staged_git_repositories";

DROP TABLE "staged_git_refs";

DROP TABLE "staged_git_commits";

DROP TABLE "staged_git_chain";

DROP TABLE "staged_git_file_versions";

DROP TABLE "staged_media_files";

DROP TABLE "staged_message_media";

DROP TABLE "staged_code_references";

DROP TABLE "staged_documents";
