DROP VIEW "knowledge_context";

DROP VIEW "enriched_messages";

CREATE TEMP TABLE "staged_chats" AS FROM "chats";

CREATE TEMP TABLE "staged_exports" AS FROM "exports";

CREATE TEMP TABLE "staged_authors" AS FROM "authors";

CREATE TEMP TABLE "staged_messages" AS FROM "messages";

CREATE TEMP TABLE "staged_redactions" AS FROM "redactions";

CREATE TEMP TABLE "staged_attachments" AS FROM "attachments";

CREATE TEMP TABLE "staged_message_replies" AS FROM "message_replies";

CREATE TEMP TABLE "staged_message_reactions" AS FROM "message_reactions";

CREATE TEMP TABLE "staged_message_mentions" AS FROM "message_mentions";

CREATE TEMP TABLE "staged_message_media" AS FROM "message_media";

CREATE TEMP TABLE "staged_message_links" AS FROM "message_links";

CREATE TEMP TABLE "staged_code_references" AS FROM "code_references";

CREATE TEMP TABLE "staged_windows" AS FROM "windows";

CREATE TEMP TABLE "staged_window_messages" AS FROM "window_messages";

CREATE TEMP TABLE "staged_chunks" AS FROM "chunks";

CREATE TEMP TABLE "staged_chunk_terms" AS FROM "chunk_terms";

CREATE TEMP TABLE "staged_chunk_embeddings" AS FROM "chunk_embeddings";

CREATE TEMP TABLE "staged_window_context" AS FROM "window_context";

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

DROP TABLE "window_context";

DROP TABLE "chunk_embeddings";

DROP TABLE "chunk_terms";

DROP TABLE "chunks";

DROP TABLE "window_messages";

DROP TABLE "windows";

DROP TABLE "code_references";

DROP TABLE "message_links";

DROP TABLE "message_media";

DROP TABLE "message_mentions";

DROP TABLE "message_reactions";

DROP TABLE "message_replies";

DROP TABLE "attachments";

DROP TABLE "redactions";

DROP TABLE "messages";

DROP TABLE "authors";

DROP TABLE "exports";

DROP TABLE "chats";

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
  CHECK ("source" IN ('whatsapp', 'telegram', 'discord', 'slack', 'signal', 'messenger', 'instagram', 'google_chat', 'matrix', 'imessage', 'kakaotalk', 'line', 'table', 'other'))
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
  CHECK ("platform" IN ('android', 'ios', 'other')),
  CHECK ("byte_count" > 0),
  CHECK ("message_count" >= 0),
  CHECK ("new_message_count" >= 0),
  CHECK ("rejected_line_count" >= 0),
  CHECK ("first_sent_at" <= "last_sent_at"),
  FOREIGN KEY ("chat_id") REFERENCES "chats" ("chat_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
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
  "export_id" UUID,
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
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
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
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

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

CREATE TABLE "message_mentions" (
  "message_id" UUID NOT NULL,
  "author_id" UUID NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id", "author_id"),
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("author_id") REFERENCES "authors" ("author_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
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
  UNIQUE ("document_id", "doc_type"),
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

CREATE TABLE "document_authors" (
  "document_id" UUID NOT NULL,
  "author_id" UUID NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("document_id", "author_id"),
  FOREIGN KEY ("document_id") REFERENCES "document_addresses" ("document_id"),
  FOREIGN KEY ("author_id") REFERENCES "authors" ("author_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

CREATE TABLE "document_tags" (
  "document_id" UUID NOT NULL,
  "tag" TEXT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("document_id", "tag"),
  CHECK (LENGTH("tag") > 0),
  FOREIGN KEY ("document_id") REFERENCES "document_addresses" ("document_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
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
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
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
  FOREIGN KEY ("loser_id") REFERENCES "document_addresses" ("document_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

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

INSERT INTO "chats" ("chat_id", "source", "slug", "public_title", "time_zone", "language", "run_id")
SELECT "chat_id", "source", "slug", "public_title", "time_zone", "language", "run_id" FROM "staged_chats";

INSERT INTO "exports" ("export_id", "chat_id", "byte_count", "message_count", "new_message_count", "rejected_line_count", "first_sent_at", "last_sent_at", "date_order", "platform", "ingested_at", "run_id")
SELECT "export_id", "chat_id", "byte_count", "message_count", "new_message_count", "rejected_line_count", "first_sent_at", "last_sent_at", "date_order", "platform", "ingested_at", "run_id" FROM "staged_exports";

INSERT INTO "authors" ("author_id", "chat_id", "pseudonym", "public_name", "is_opted_out", "run_id")
SELECT "author_id", "chat_id", "pseudonym", "public_name", "is_opted_out", "run_id" FROM "staged_authors";

INSERT INTO "messages" ("message_id", "chat_id", "author_id", "sent_at", "local_time", "position", "kind", "text", "is_edited", "export_id", "run_id")
SELECT "message_id", "chat_id", "author_id", "sent_at", "local_time", "position", "kind", "text", "is_edited", "export_id", "run_id" FROM "staged_messages";

INSERT INTO "redactions" ("message_id", "ordinal", "pii_type", "placeholder", "run_id")
SELECT "message_id", "ordinal", "pii_type", "placeholder", "run_id" FROM "staged_redactions";

INSERT INTO "attachments" ("message_id", "ordinal", "media_id", "media_type", "mime_type", "byte_count", "width", "height", "original_filename", "clean_path", "is_pii_redacted", "run_id")
SELECT "message_id", "ordinal", "media_id", "media_type", "mime_type", "byte_count", "width", "height", "original_filename", "clean_path", "is_pii_redacted", "run_id" FROM "staged_attachments";

INSERT INTO "message_replies" ("message_id", "reply_to_id", "run_id")
SELECT "message_id", "reply_to_id", "run_id" FROM "staged_message_replies";

INSERT INTO "message_reactions" ("message_id", "ordinal", "author_id", "emoji", "reaction_count", "run_id")
SELECT "message_id", "ordinal", "author_id", "emoji", "reaction_count", "run_id" FROM "staged_message_reactions";

INSERT INTO "message_mentions" ("message_id", "author_id", "run_id")
SELECT "message_id", "author_id", "run_id" FROM "staged_message_mentions";

INSERT INTO "message_media" ("message_id", "ordinal", "media_id", "run_id")
SELECT "message_id", "ordinal", "media_id", "run_id" FROM "staged_message_media";

INSERT INTO "message_links" ("message_id", "ordinal", "link_id", "run_id")
SELECT "message_id", "ordinal", "link_id", "run_id" FROM "staged_message_links";

INSERT INTO "code_references" ("message_id", "ordinal", "reference_kind", "text", "repository_id", "path", "line_start", "line_end", "commit_id", "blob_id", "is_resolved", "run_id")
SELECT "message_id", "ordinal", "reference_kind", "text", "repository_id", "path", "line_start", "line_end", "commit_id", "blob_id", "is_resolved", "run_id" FROM "staged_code_references";

INSERT INTO "windows" ("window_id", "chat_id", "window_start", "window_end", "message_count", "signature", "run_id")
SELECT "window_id", "chat_id", "window_start", "window_end", "message_count", "signature", "run_id" FROM "staged_windows";

INSERT INTO "window_messages" ("window_id", "message_id", "is_overlap", "run_id")
SELECT "window_id", "message_id", "is_overlap", "run_id" FROM "staged_window_messages";

INSERT INTO "chunks" ("chunk_id", "chat_id", "window_id", "ordinal", "text", "first_sent_at", "last_sent_at", "term_count", "run_id")
SELECT "chunk_id", "chat_id", "window_id", "ordinal", "text", "first_sent_at", "last_sent_at", "term_count", "run_id" FROM "staged_chunks";

INSERT INTO "chunk_terms" ("chunk_id", "term", "term_count", "run_id")
SELECT "chunk_id", "term", "term_count", "run_id" FROM "staged_chunk_terms";

INSERT INTO "chunk_embeddings" ("chunk_id", "model", "embedding", "run_id")
SELECT "chunk_id", "model", "embedding", "run_id" FROM "staged_chunk_embeddings";

INSERT INTO "window_context" ("window_id", "chunk_id", "rank", "score", "run_id")
SELECT "window_id", "chunk_id", "rank", "score", "run_id" FROM "staged_window_context";

INSERT INTO "document_addresses" ("document_id", "chat_id", "doc_type", "slug", "run_id")
SELECT "document_id", "chat_id", "doc_type", "slug", "run_id" FROM "staged_document_addresses";

INSERT INTO "documents" ("document_id", "chat_id", "doc_type", "slug", "title", "summary", "content", "content_hash", "status", "decided_by", "language", "created_at", "window_start", "window_end", "window_id", "subject_author_id", "media_id", "writer", "run_id")
SELECT "document_id", "chat_id", "doc_type", "slug", "title", "summary", "content", "content_hash", "status", "decided_by", "language", "created_at", "window_start", "window_end", "window_id", "subject_author_id", "media_id", "writer", "run_id" FROM "staged_documents";

INSERT INTO "document_authors" ("document_id", "author_id", "run_id")
SELECT "document_id", "author_id", "run_id" FROM "staged_document_authors";

INSERT INTO "document_tags" ("document_id", "tag", "run_id")
SELECT "document_id", "tag", "run_id" FROM "staged_document_tags";

INSERT INTO "citations" ("document_id", "ordinal", "message_id", "quote", "section", "run_id")
SELECT "document_id", "ordinal", "message_id", "quote", "section", "run_id" FROM "staged_citations";

INSERT INTO "elo_comparisons" ("comparison_id", "winner_id", "loser_id", "is_tie", "judge", "rubric_margin", "compared_at", "run_id")
SELECT "comparison_id", "winner_id", "loser_id", "is_tie", "judge", "rubric_margin", "compared_at", "run_id" FROM "staged_elo_comparisons";

INSERT INTO "elo_ratings" ("post_id", "rating", "num_comparisons", "last_updated", "run_id")
SELECT "post_id", "rating", "num_comparisons", "last_updated", "run_id" FROM "staged_elo_ratings";

INSERT INTO "site_files" ("path", "content_hash", "byte_count", "document_id", "run_id")
SELECT "path", "content_hash", "byte_count", "document_id", "run_id" FROM "staged_site_files";

INSERT INTO "annotations" ("annotation_id", "doc_type", "parent_type", "parent_message_id", "parent_document_id", "author_id", "run_id")
SELECT "annotation_id", "doc_type", "parent_type", "parent_message_id", "parent_document_id", "author_id", "run_id" FROM "staged_annotations";

INSERT INTO "detached_annotations" ("annotation_id", "doc_type", "parent_type", "parent_message_id", "parent_document_id", "author_id", "run_id")
SELECT "annotation_id", "doc_type", "parent_type", "parent_message_id", "parent_document_id", "author_id", "run_id" FROM "staged_detached_annotations";

DROP TABLE "staged_chats";

DROP TABLE "staged_exports";

DROP TABLE "staged_authors";

DROP TABLE "staged_messages";

DROP TABLE "staged_redactions";

DROP TABLE "staged_attachments";

DROP TABLE "staged_message_replies";

DROP TABLE "staged_message_reactions";

DROP TABLE "staged_message_mentions";

DROP TABLE "staged_message_media";

DROP TABLE "staged_message_links";

DROP TABLE "staged_code_references";

DROP TABLE "staged_windows";

DROP TABLE "staged_window_messages";

DROP TABLE "staged_chunks";

DROP TABLE "staged_chunk_terms";

DROP TABLE "staged_chunk_embeddings";

DROP TABLE "staged_window_context";

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

CREATE VIEW "enriched_messages" AS
SELECT
  "t23"."message_id",
  "t23"."chat_id",
  "t23"."author_id",
  "t23"."sent_at",
  "t23"."kind",
  "t23"."text",
  "t23"."is_edited",
  COALESCE("t23"."media_ids", []) AS "media_ids",
  COALESCE("t23"."urls", []) AS "urls",
  COALESCE("t23"."code_references", []) AS "code_references"
FROM (
  SELECT
    "t22".*
    EXCLUDE ("message_id_right")
  FROM (
    SELECT
      "t21"."message_id",
      "t21"."chat_id",
      "t21"."author_id",
      "t21"."sent_at",
      "t21"."kind",
      "t21"."text",
      "t21"."is_edited",
      "t21"."media_ids",
      "t21"."urls",
      "t12"."message_id" AS "message_id_right",
      "t12"."code_references"
    FROM (
      SELECT
        "t19".*
        EXCLUDE ("message_id_right")
      FROM (
        SELECT
          "t18"."message_id",
          "t18"."chat_id",
          "t18"."author_id",
          "t18"."sent_at",
          "t18"."kind",
          "t18"."text",
          "t18"."is_edited",
          "t18"."media_ids",
          "t16"."message_id" AS "message_id_right",
          "t16"."urls"
        FROM (
          SELECT
            "t15".*
            EXCLUDE ("message_id_right")
          FROM (
            SELECT
              "t8"."message_id",
              "t8"."chat_id",
              "t8"."author_id",
              "t8"."sent_at",
              "t8"."kind",
              "t8"."text",
              "t8"."is_edited",
              "t13"."message_id" AS "message_id_right",
              "t13"."media_ids"
            FROM (
              SELECT
                "t1"."message_id",
                "t1"."chat_id",
                "t1"."author_id",
                "t1"."sent_at",
                "t1"."kind",
                "t1"."text",
                "t1"."is_edited"
              FROM "messages" AS "t1"
            ) AS "t8"
            LEFT OUTER JOIN (
              SELECT
                "t3"."message_id",
                CAST(ARRAY_AGG("t3"."media_id" ORDER BY "t3"."ordinal" ASC) FILTER(WHERE
                  "t3"."media_id" IS NOT NULL) AS UUID[]) AS "media_ids"
              FROM "message_media" AS "t3"
              GROUP BY
                1
            ) AS "t13"
              ON "t8"."message_id" = "t13"."message_id"
          ) AS "t15"
        ) AS "t18"
        LEFT OUTER JOIN (
          SELECT
            "t11"."message_id",
            ARRAY_AGG("t11"."url" ORDER BY "t11"."ordinal" ASC) FILTER(WHERE
              "t11"."url" IS NOT NULL) AS "urls"
          FROM (
            SELECT
              "t5"."message_id",
              "t5"."ordinal",
              "t6"."url"
            FROM "message_links" AS "t5"
            INNER JOIN "links" AS "t6"
              ON "t5"."link_id" = "t6"."link_id"
          ) AS "t11"
          GROUP BY
            1
        ) AS "t16"
          ON "t18"."message_id" = "t16"."message_id"
      ) AS "t19"
    ) AS "t21"
    LEFT OUTER JOIN (
      SELECT
        "t0"."message_id",
        CAST(ARRAY_AGG("t0"."text" ORDER BY "t0"."ordinal" ASC) FILTER(WHERE
          "t0"."text" IS NOT NULL) AS TEXT[]) AS "code_references"
      FROM "code_references" AS "t0"
      GROUP BY
        1
    ) AS "t12"
      ON "t21"."message_id" = "t12"."message_id"
  ) AS "t22"
) AS "t23";

CREATE VIEW "knowledge_context" AS
SELECT
  "t4"."window_id",
  "t4"."rank",
  "t4"."score",
  "t4"."chunk_id",
  "t5"."chat_id",
  "t5"."text",
  "t5"."first_sent_at",
  "t5"."last_sent_at"
FROM (
  SELECT
    "t0"."window_id",
    "t0"."rank",
    "t0"."score",
    "t0"."chunk_id"
  FROM "window_context" AS "t0"
) AS "t4"
INNER JOIN (
  SELECT
    "t1"."chunk_id",
    "t1"."chat_id",
    "t1"."text",
    "t1"."first_sent_at",
    "t1"."last_sent_at"
  FROM "chunks" AS "t1"
) AS "t5"
  ON "t4"."chunk_id" = "t5"."chunk_id";
