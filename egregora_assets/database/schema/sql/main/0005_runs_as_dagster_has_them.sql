CREATE TEMP TABLE "staged_runs" AS FROM "runs";

CREATE TEMP TABLE "staged_materializations" AS FROM "materializations";

CREATE TEMP TABLE "staged_materialization_inputs" AS FROM "materialization_inputs";

CREATE TEMP TABLE "staged_transmissions" AS FROM "transmissions";

CREATE TEMP TABLE "staged_exports" AS FROM "exports";

CREATE TEMP TABLE "staged_redactions" AS FROM "redactions";

CREATE TEMP TABLE "staged_attachments" AS FROM "attachments";

CREATE TEMP TABLE "staged_message_replies" AS FROM "message_replies";

CREATE TEMP TABLE "staged_message_reactions" AS FROM "message_reactions";

CREATE TEMP TABLE "staged_message_mentions" AS FROM "message_mentions";

CREATE TEMP TABLE "staged_documents" AS FROM "documents";

CREATE TEMP TABLE "staged_document_authors" AS FROM "document_authors";

CREATE TEMP TABLE "staged_document_tags" AS FROM "document_tags";

CREATE TEMP TABLE "staged_citations" AS FROM "citations";

CREATE TEMP TABLE "staged_elo_comparisons" AS FROM "elo_comparisons";

CREATE TEMP TABLE "staged_elo_ratings" AS FROM "elo_ratings";

CREATE TEMP TABLE "staged_asset_cache" AS FROM "asset_cache";

CREATE TEMP TABLE "staged_site_files" AS FROM "site_files";

CREATE TEMP TABLE "staged_annotations" AS FROM "annotations";

CREATE TEMP TABLE "staged_detached_annotations" AS FROM "detached_annotations";

CREATE TEMP TABLE "staged_tasks" AS FROM "tasks";

DROP TABLE "tasks";

DROP TABLE "detached_annotations";

DROP TABLE "annotations";

DROP TABLE "site_files";

DROP TABLE "asset_cache";

DROP TABLE "elo_ratings";

DROP TABLE "elo_comparisons";

DROP TABLE "citations";

DROP TABLE "document_tags";

DROP TABLE "document_authors";

DROP TABLE "documents";

DROP TABLE "message_mentions";

DROP TABLE "message_reactions";

DROP TABLE "message_replies";

DROP TABLE "attachments";

DROP TABLE "redactions";

DROP TABLE "exports";

DROP TABLE "transmissions";

DROP TABLE "materialization_inputs";

DROP TABLE "materializations";

DROP TABLE "runs";

CREATE TABLE "runs" (
  "run_id" UUID NOT NULL,
  "job_name" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "trigger" TEXT NOT NULL,
  "target" TEXT NOT NULL,
  "config_hash" UUID NOT NULL,
  "code_version" TEXT NOT NULL,
  "host" TEXT,
  "process_id" BIGINT,
  "process_started_at" TIMESTAMPTZ,
  "created_at" TIMESTAMPTZ NOT NULL,
  "started_at" TIMESTAMPTZ,
  "finished_at" TIMESTAMPTZ,
  "error_class" TEXT,
  "remedy" TEXT,
  "updated_at" TIMESTAMPTZ,
  PRIMARY KEY ("run_id"),
  CHECK ("status" IN ('queued', 'running', 'completed', 'failed', 'canceled', 'lost')),
  CHECK ("trigger" IN ('manual', 'command', 'ci', 'schedule', 'sensor', 'backfill', 'automation')),
  CHECK ("finished_at" >= "started_at"),
  CHECK ((NOT "finished_at" IS NULL) = "status" IN ('completed', 'failed', 'canceled', 'lost')),
  CHECK ((NOT "error_class" IS NULL) = "status" IN ('failed', 'lost')),
  CHECK ((NOT "remedy" IS NULL) = (NOT "error_class" IS NULL))
);

INSERT INTO "runs" ("run_id", "job_name", "status", "trigger", "target", "config_hash", "code_version", "host", "process_id", "process_started_at", "created_at", "started_at", "finished_at", "error_class", "remedy", "updated_at")
SELECT "run_id", "job_name", "status", "trigger", "target", "config_hash", "code_version", "host", "process_id", "process_started_at", "started_at", "started_at", "finished_at", 
CASE WHEN "status" IN ('failed', 'lost') THEN coalesce(nullif(regexp_extract("error", '^([A-Za-z]+): ', 1), ''), CASE "status" WHEN 'lost' THEN 'RunLost' ELSE 'RunFailed' END) END, 
CASE WHEN "status" IN ('failed', 'lost') THEN coalesce(regexp_replace("error", '^[A-Za-z]+: (.*Remedy: )?', ''), 'run again.') END, NULL FROM "staged_runs";

CREATE TABLE "materializations" (
  "run_id" UUID NOT NULL,
  "asset_key" TEXT NOT NULL,
  "materialized_at" TIMESTAMPTZ NOT NULL,
  "row_count" BIGINT NOT NULL,
  "inserted_count" BIGINT NOT NULL,
  "updated_count" BIGINT NOT NULL,
  "deleted_count" BIGINT NOT NULL,
  "duration_ms" BIGINT NOT NULL,
  "code_version" TEXT NOT NULL,
  "data_version" UUID NOT NULL,
  "input_version" UUID NOT NULL,
  PRIMARY KEY ("run_id", "asset_key"),
  CHECK ("row_count" >= 0),
  CHECK ("inserted_count" >= 0),
  CHECK ("updated_count" >= 0),
  CHECK ("deleted_count" >= 0),
  CHECK ("duration_ms" >= 0),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "materializations" ("run_id", "asset_key", "materialized_at", "row_count", "inserted_count", "updated_count", "deleted_count", "duration_ms", "code_version", "data_version", "input_version")
SELECT "run_id", "asset_key", "materialized_at", "row_count", "inserted_count", "updated_count", "deleted_count", "duration_ms", "code_version", "data_version", "input_version" FROM "staged_materializations";

CREATE TABLE "materialization_inputs" (
  "run_id" UUID NOT NULL,
  "asset_key" TEXT NOT NULL,
  "upstream_key" TEXT NOT NULL,
  "upstream_run_id" UUID,
  "upstream_data_version" UUID,
  PRIMARY KEY ("run_id", "asset_key", "upstream_key"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "materialization_inputs" ("run_id", "asset_key", "upstream_key", "upstream_run_id", "upstream_data_version")
SELECT "run_id", "asset_key", "upstream_key", "upstream_run_id", "upstream_data_version" FROM "staged_materialization_inputs";

CREATE TABLE "transmissions" (
  "run_id" UUID NOT NULL,
  "ordinal" INT NOT NULL,
  "service" TEXT NOT NULL,
  "purpose" TEXT NOT NULL,
  "row_count" BIGINT NOT NULL,
  "request_count" BIGINT,
  "sent_bytes" BIGINT,
  "began_at" TIMESTAMPTZ NOT NULL,
  "ended_at" TIMESTAMPTZ,
  PRIMARY KEY ("run_id", "ordinal"),
  CHECK ("service" IN ('link_previews')),
  CHECK ("ordinal" >= 0),
  CHECK ("row_count" >= 0),
  CHECK ("request_count" >= 0),
  CHECK ("sent_bytes" >= 0),
  CHECK ("ended_at" >= "began_at"),
  CHECK ((NOT "ended_at" IS NULL) = (NOT "sent_bytes" IS NULL)),
  CHECK ((NOT "request_count" IS NULL) = (NOT "sent_bytes" IS NULL)),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "transmissions" ("run_id", "ordinal", "service", "purpose", "row_count", "request_count", "sent_bytes", "began_at", "ended_at")
SELECT "run_id", "ordinal", "service", "purpose", "row_count", "request_count", "sent_bytes", "began_at", "ended_at" FROM "staged_transmissions";

CREATE TABLE "exports" (
  "export_id" UUID NOT NULL,
  "chat_id" UUID NOT NULL,
  "byte_count" BIGINT NOT NULL,
  "message_count" BIGINT NOT NULL,
  "new_message_count" BIGINT NOT NULL,
  "rejected_line_count" BIGINT NOT NULL,
  "first_sent_at" TIMESTAMP(9),
  "last_sent_at" TIMESTAMP(9),
  "date_order" TEXT NOT NULL,
  "platform" TEXT NOT NULL,
  "ingested_at" TIMESTAMPTZ NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("export_id"),
  CHECK ("date_order" IN ('DMY', 'MDY', 'YMD')),
  CHECK ("platform" IN ('android', 'ios', 'other')),
  CHECK ("byte_count" > 0),
  CHECK ("message_count" >= 0),
  CHECK ("new_message_count" >= 0),
  CHECK ("rejected_line_count" >= 0),
  CHECK ("first_sent_at" <= "last_sent_at"),
  FOREIGN KEY ("chat_id") REFERENCES "chats" ("chat_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "exports" ("export_id", "chat_id", "byte_count", "message_count", "new_message_count", "rejected_line_count", "first_sent_at", "last_sent_at", "date_order", "platform", "ingested_at", "run_id")
SELECT "export_id", "chat_id", "byte_count", "message_count", "new_message_count", "rejected_line_count", "first_sent_at", "last_sent_at", "date_order", "platform", "ingested_at", "run_id" FROM "staged_exports";

CREATE TABLE "redactions" (
  "message_id" UUID NOT NULL,
  "ordinal" INT NOT NULL,
  "pii_type" TEXT NOT NULL,
  "placeholder" TEXT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id", "ordinal"),
  CHECK ("pii_type" IN ('name', 'person', 'group_name', 'email', 'phone', 'card', 'iban', 'cpf', 'cnpj', 'national_id', 'ip', 'location', 'address', 'postcode', 'birth_date', 'document_number', 'bank_account', 'pix_key', 'secret', 'url_secret', 'handle', 'profile_url', 'invitation', 'plate')),
  CHECK ("ordinal" >= 0),
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "redactions" ("message_id", "ordinal", "pii_type", "placeholder", "run_id")
SELECT "message_id", "ordinal", "pii_type", "placeholder", "run_id" FROM "staged_redactions";

CREATE TABLE "attachments" (
  "message_id" UUID NOT NULL,
  "ordinal" INT NOT NULL,
  "media_id" UUID NOT NULL,
  "media_type" TEXT NOT NULL,
  "mime_type" TEXT NOT NULL,
  "byte_count" BIGINT NOT NULL,
  "width" INT,
  "height" INT,
  "original_filename" TEXT,
  "clean_path" TEXT,
  "is_pii_redacted" BOOLEAN NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id", "ordinal"),
  CHECK ("media_type" IN ('image', 'video', 'audio', 'document', 'sticker')),
  CHECK ("ordinal" >= 0),
  CHECK ("byte_count" >= 0),
  CHECK (("clean_path" IS NULL) OR "is_pii_redacted"),
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "attachments" ("message_id", "ordinal", "media_id", "media_type", "mime_type", "byte_count", "width", "height", "original_filename", "clean_path", "is_pii_redacted", "run_id")
SELECT "message_id", "ordinal", "media_id", "media_type", "mime_type", "byte_count", "width", "height", "original_filename", "clean_path", "is_pii_redacted", "run_id" FROM "staged_attachments";

CREATE TABLE "message_replies" (
  "message_id" UUID NOT NULL,
  "reply_to_id" UUID NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id"),
  CHECK ("reply_to_id" <> "message_id"),
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("reply_to_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "message_replies" ("message_id", "reply_to_id", "run_id")
SELECT "message_id", "reply_to_id", "run_id" FROM "staged_message_replies";

CREATE TABLE "message_reactions" (
  "message_id" UUID NOT NULL,
  "ordinal" INT NOT NULL,
  "author_id" UUID,
  "emoji" TEXT NOT NULL,
  "reaction_count" INT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id", "ordinal"),
  CHECK ("ordinal" >= 0),
  CHECK ("reaction_count" > 0),
  CHECK (("author_id" IS NULL) OR ("reaction_count" = 1)),
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("author_id") REFERENCES "authors" ("author_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "message_reactions" ("message_id", "ordinal", "author_id", "emoji", "reaction_count", "run_id")
SELECT "message_id", "ordinal", "author_id", "emoji", "reaction_count", "run_id" FROM "staged_message_reactions";

CREATE TABLE "message_mentions" (
  "message_id" UUID NOT NULL,
  "author_id" UUID NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id", "author_id"),
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("author_id") REFERENCES "authors" ("author_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "message_mentions" ("message_id", "author_id", "run_id")
SELECT "message_id", "author_id", "run_id" FROM "staged_message_mentions";

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
  "rating" DOUBLE NOT NULL,
  "num_comparisons" INT NOT NULL,
  "last_updated" TIMESTAMP(9) NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("post_id"),
  CHECK ("num_comparisons" >= 0),
  FOREIGN KEY ("post_id") REFERENCES "document_addresses" ("document_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "elo_ratings" ("post_id", "rating", "num_comparisons", "last_updated", "run_id")
SELECT "post_id", "rating", "num_comparisons", "last_updated", "run_id" FROM "staged_elo_ratings";

CREATE TABLE "asset_cache" (
  "kind" TEXT NOT NULL,
  "cache_key" UUID NOT NULL,
  "content" TEXT,
  "relative_path" TEXT,
  "content_type" TEXT NOT NULL,
  "byte_count" BIGINT NOT NULL,
  "maker" TEXT NOT NULL,
  "maker_version" TEXT NOT NULL,
  "created_at" TIMESTAMPTZ NOT NULL,
  "last_accessed_at" TIMESTAMPTZ NOT NULL,
  "expires_at" TIMESTAMPTZ,
  "is_pinned" BOOLEAN NOT NULL,
  "subject_id" UUID,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("kind", "cache_key"),
  CHECK ("kind" IN ('social_card', 'thumbnail', 'link_preview', 'completion', 'embedding', 'media_description')),
  CHECK (("content" IS NULL) <> ("relative_path" IS NULL)),
  CHECK ("byte_count" > 0),
  CHECK ("created_at" <= "last_accessed_at"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "asset_cache" ("kind", "cache_key", "content", "relative_path", "content_type", "byte_count", "maker", "maker_version", "created_at", "last_accessed_at", "expires_at", "is_pinned", "subject_id", "run_id")
SELECT "kind", "cache_key", "content", "relative_path", "content_type", "byte_count", "maker", "maker_version", "created_at", "last_accessed_at", "expires_at", "is_pinned", "subject_id", "run_id" FROM "staged_asset_cache";

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

CREATE TABLE "tasks" (
  "task_id" UUID NOT NULL,
  "task_type" TEXT NOT NULL,
  "status" TEXT NOT NULL,
  "payload" JSON NOT NULL,
  "attempts" INT NOT NULL,
  "not_before" TIMESTAMPTZ,
  "created_at" TIMESTAMPTZ NOT NULL,
  "processed_at" TIMESTAMPTZ,
  "error" TEXT,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("task_id"),
  CHECK ("task_type" IN ('generate_banner', 'update_profile', 'enrich_media', 'enrich_url')),
  CHECK ("status" IN ('pending', 'processing', 'completed', 'failed', 'superseded')),
  CHECK ("processed_at" >= "created_at"),
  CHECK ("status" IN ('completed', 'failed', 'superseded') = (NOT "processed_at" IS NULL)),
  CHECK ("attempts" >= 0),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "tasks" ("task_id", "task_type", "status", "payload", "attempts", "not_before", "created_at", "processed_at", "error", "run_id")
SELECT "task_id", "task_type", "status", "payload", "attempts", "not_before", "created_at", "processed_at", "error", "run_id" FROM "staged_tasks";

DROP TABLE "staged_runs";

DROP TABLE "staged_materializations";

DROP TABLE "staged_materialization_inputs";

DROP TABLE "staged_transmissions";

DROP TABLE "staged_exports";

DROP TABLE "staged_redactions";

DROP TABLE "staged_attachments";

DROP TABLE "staged_message_replies";

DROP TABLE "staged_message_reactions";

DROP TABLE "staged_message_mentions";

DROP TABLE "staged_documents";

DROP TABLE "staged_document_authors";

DROP TABLE "staged_document_tags";

DROP TABLE "staged_citations";

DROP TABLE "staged_elo_comparisons";

DROP TABLE "staged_elo_ratings";

DROP TABLE "staged_asset_cache";

DROP TABLE "staged_site_files";

DROP TABLE "staged_annotations";

DROP TABLE "staged_detached_annotations";

DROP TABLE "staged_tasks";
