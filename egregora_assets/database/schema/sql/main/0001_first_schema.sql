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
  "started_at" TIMESTAMPTZ NOT NULL,
  "finished_at" TIMESTAMPTZ,
  "error" TEXT,
  PRIMARY KEY ("run_id"),
  CHECK ("status" IN ('queued', 'running', 'completed', 'failed', 'canceled', 'lost')),
  CHECK ("trigger" IN ('manual', 'command', 'schedule', 'sensor', 'backfill', 'automation')),
  CHECK ("finished_at" >= "started_at"),
  CHECK ((NOT "finished_at" IS NULL) = "status" IN ('completed', 'failed', 'canceled', 'lost')),
  CHECK (("error" IS NULL) OR "status" IN ('failed', 'lost'))
);

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

CREATE TABLE "materialization_inputs" (
  "run_id" UUID NOT NULL,
  "asset_key" TEXT NOT NULL,
  "upstream_key" TEXT NOT NULL,
  "upstream_run_id" UUID,
  "upstream_data_version" UUID,
  PRIMARY KEY ("run_id", "asset_key", "upstream_key"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

CREATE TABLE "schema_version" (
  "version" BIGINT NOT NULL,
  "applied_at" TIMESTAMPTZ NOT NULL,
  "description" TEXT NOT NULL,
  "checksum" UUID NOT NULL,
  PRIMARY KEY ("version"),
  CHECK ("version" >= 1)
);

CREATE TABLE "chats" (
  "chat_id" UUID NOT NULL,
  "source" TEXT NOT NULL,
  "slug" TEXT NOT NULL,
  "public_title" TEXT NOT NULL,
  "time_zone" TEXT NOT NULL,
  "language" TEXT,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("chat_id"),
  UNIQUE ("slug"),
  CHECK ("source" IN ('whatsapp'))
);

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
  CHECK ("platform" IN ('android', 'ios')),
  CHECK ("byte_count" > 0),
  CHECK ("message_count" >= 0),
  CHECK ("new_message_count" >= 0),
  CHECK ("rejected_line_count" >= 0),
  CHECK ("first_sent_at" <= "last_sent_at"),
  FOREIGN KEY ("chat_id") REFERENCES "chats" ("chat_id")
);

CREATE TABLE "authors" (
  "author_id" UUID NOT NULL,
  "chat_id" UUID NOT NULL,
  "pseudonym" TEXT NOT NULL,
  "public_name" TEXT NOT NULL,
  "is_opted_out" BOOLEAN NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("author_id"),
  UNIQUE ("chat_id", "pseudonym"),
  FOREIGN KEY ("chat_id") REFERENCES "chats" ("chat_id")
);

CREATE TABLE "messages" (
  "message_id" UUID NOT NULL,
  "chat_id" UUID NOT NULL,
  "author_id" UUID,
  "sent_at" TIMESTAMP(9) NOT NULL,
  "local_time" TIMESTAMP(6) NOT NULL,
  "position" BIGINT NOT NULL,
  "kind" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "is_edited" BOOLEAN NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id"),
  CHECK ("kind" IN ('text', 'media', 'location', 'contact', 'poll', 'call', 'deleted', 'system')),
  CHECK (("author_id" IS NULL) = ("kind" = 'system')),
  FOREIGN KEY ("chat_id") REFERENCES "chats" ("chat_id"),
  FOREIGN KEY ("author_id") REFERENCES "authors" ("author_id")
);

CREATE TABLE "redactions" (
  "message_id" UUID NOT NULL,
  "ordinal" INT NOT NULL,
  "pii_type" TEXT NOT NULL,
  "placeholder" TEXT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id", "ordinal"),
  CHECK ("pii_type" IN ('name', 'person', 'group_name', 'email', 'phone', 'card', 'iban', 'cpf', 'cnpj', 'national_id', 'ip', 'location', 'address', 'postcode', 'birth_date', 'document_number', 'bank_account', 'pix_key', 'secret', 'url_secret', 'handle', 'profile_url', 'invitation', 'plate')),
  CHECK ("ordinal" >= 0),
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id")
);

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
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id")
);

CREATE TABLE "git_repositories" (
  "repository_id" UUID NOT NULL,
  "name" TEXT NOT NULL,
  "branch" TEXT NOT NULL,
  "is_shallow" BOOLEAN NOT NULL,
  "floor_at" TIMESTAMPTZ,
  "last_fetched_at" TIMESTAMPTZ,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("repository_id"),
  UNIQUE ("name")
);

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

CREATE INDEX "git_file_versions_path" ON "git_file_versions" ("path");

CREATE TABLE "media_files" (
  "media_id" UUID NOT NULL,
  "media_type" TEXT NOT NULL,
  "mime_type" TEXT NOT NULL,
  "byte_count" BIGINT NOT NULL,
  "width" INT,
  "height" INT,
  "duration_ms" BIGINT,
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
  CHECK ("height" >= 0),
  CHECK ("duration_ms" >= 0)
);

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

CREATE TABLE "links" (
  "link_id" UUID NOT NULL,
  "url" TEXT NOT NULL,
  "host" TEXT NOT NULL,
  "title" TEXT,
  "summary" TEXT,
  "site_name" TEXT,
  "fetched_at" TIMESTAMPTZ,
  "status" TEXT NOT NULL,
  "reason" TEXT,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("link_id"),
  UNIQUE ("url"),
  CHECK ("status" IN ('pending', 'fetched', 'refused', 'failed', 'skipped'))
);

CREATE TABLE "message_links" (
  "message_id" UUID NOT NULL,
  "ordinal" INT NOT NULL,
  "link_id" UUID NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id", "ordinal"),
  CHECK ("ordinal" >= 0),
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("link_id") REFERENCES "links" ("link_id")
);

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

CREATE TABLE "windows" (
  "window_id" UUID NOT NULL,
  "chat_id" UUID NOT NULL,
  "window_start" TIMESTAMP(9) NOT NULL,
  "window_end" TIMESTAMP(9) NOT NULL,
  "message_count" BIGINT NOT NULL,
  "signature" UUID NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("window_id"),
  CHECK ("window_start" < "window_end"),
  CHECK ("message_count" > 0),
  FOREIGN KEY ("chat_id") REFERENCES "chats" ("chat_id")
);

CREATE TABLE "window_messages" (
  "window_id" UUID NOT NULL,
  "message_id" UUID NOT NULL,
  "is_overlap" BOOLEAN NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("window_id", "message_id"),
  FOREIGN KEY ("window_id") REFERENCES "windows" ("window_id"),
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id")
);

CREATE TABLE "chunks" (
  "chunk_id" UUID NOT NULL,
  "chat_id" UUID NOT NULL,
  "window_id" UUID NOT NULL,
  "ordinal" INT NOT NULL,
  "text" TEXT NOT NULL,
  "first_sent_at" TIMESTAMP(9) NOT NULL,
  "last_sent_at" TIMESTAMP(9) NOT NULL,
  "term_count" INT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("chunk_id"),
  CHECK ("first_sent_at" <= "last_sent_at"),
  CHECK ("ordinal" >= 0),
  CHECK ("term_count" >= 0),
  FOREIGN KEY ("chat_id") REFERENCES "chats" ("chat_id"),
  FOREIGN KEY ("window_id") REFERENCES "windows" ("window_id")
);

CREATE TABLE "chunk_terms" (
  "chunk_id" UUID NOT NULL,
  "term" TEXT NOT NULL,
  "term_count" INT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("chunk_id", "term"),
  CHECK ("term_count" >= 1),
  FOREIGN KEY ("chunk_id") REFERENCES "chunks" ("chunk_id")
);

CREATE TABLE "chunk_embeddings" (
  "chunk_id" UUID NOT NULL,
  "model" TEXT NOT NULL,
  "embedding" REAL[256] NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("chunk_id", "model"),
  FOREIGN KEY ("chunk_id") REFERENCES "chunks" ("chunk_id")
);

CREATE TABLE "window_context" (
  "window_id" UUID NOT NULL,
  "chunk_id" UUID NOT NULL,
  "rank" INT NOT NULL,
  "score" DOUBLE NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("window_id", "chunk_id"),
  CHECK ("rank" >= 1),
  FOREIGN KEY ("window_id") REFERENCES "windows" ("window_id"),
  FOREIGN KEY ("chunk_id") REFERENCES "chunks" ("chunk_id")
);

CREATE TABLE "document_addresses" (
  "document_id" UUID NOT NULL,
  "chat_id" UUID NOT NULL,
  "doc_type" TEXT NOT NULL,
  "slug" TEXT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("document_id"),
  UNIQUE ("chat_id", "doc_type", "slug"),
  UNIQUE ("document_id", "chat_id", "doc_type", "slug"),
  CHECK ("doc_type" IN ('post', 'profile', 'journal', 'media', 'annotation', 'announcement')),
  FOREIGN KEY ("chat_id") REFERENCES "chats" ("chat_id")
);

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
  CHECK (("doc_type" <> 'post') OR ((NOT "title" IS NULL) AND (NOT "summary" IS NULL) AND (NOT "window_start" IS NULL) AND (NOT "window_end" IS NULL))),
  CHECK (("doc_type" <> 'profile') OR ((NOT "title" IS NULL) AND (LENGTH("title") > 0) AND (NOT "subject_author_id" IS NULL))),
  CHECK (("doc_type" <> 'journal') OR ((NOT "window_start" IS NULL) AND (NOT "window_end" IS NULL))),
  CHECK ("window_end" >= "window_start"),
  CHECK (("doc_type" <> 'media') OR (NOT "media_id" IS NULL)),
  FOREIGN KEY ("document_id", "chat_id", "doc_type", "slug") REFERENCES "document_addresses" ("document_id", "chat_id", "doc_type", "slug"),
  FOREIGN KEY ("chat_id") REFERENCES "chats" ("chat_id"),
  FOREIGN KEY ("subject_author_id") REFERENCES "authors" ("author_id"),
  FOREIGN KEY ("media_id") REFERENCES "media_files" ("media_id")
);

CREATE TABLE "document_authors" (
  "document_id" UUID NOT NULL,
  "author_id" UUID NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("document_id", "author_id"),
  FOREIGN KEY ("document_id") REFERENCES "document_addresses" ("document_id"),
  FOREIGN KEY ("author_id") REFERENCES "authors" ("author_id")
);

CREATE TABLE "document_tags" (
  "document_id" UUID NOT NULL,
  "tag" TEXT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("document_id", "tag"),
  CHECK (LENGTH("tag") > 0),
  FOREIGN KEY ("document_id") REFERENCES "document_addresses" ("document_id")
);

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
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id")
);

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
  FOREIGN KEY ("loser_id") REFERENCES "document_addresses" ("document_id")
);

CREATE TABLE "elo_ratings" (
  "post_id" UUID NOT NULL,
  "rating" DOUBLE NOT NULL,
  "num_comparisons" INT NOT NULL,
  "last_updated" TIMESTAMP(9) NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("post_id"),
  CHECK ("num_comparisons" >= 0),
  FOREIGN KEY ("post_id") REFERENCES "document_addresses" ("document_id")
);

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
  CHECK ("created_at" <= "last_accessed_at")
);

CREATE TABLE "site_files" (
  "path" TEXT NOT NULL,
  "content_hash" UUID NOT NULL,
  "byte_count" BIGINT NOT NULL,
  "document_id" UUID,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("path"),
  CHECK ("byte_count" >= 0),
  FOREIGN KEY ("document_id") REFERENCES "document_addresses" ("document_id")
);
