DELETE FROM "table_digests" WHERE "table_name" IN ('documents', 'citations');

CREATE TEMP TABLE "staged_documents" AS FROM "documents";

DROP TABLE "documents";

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
  "form" TEXT,
  "based_on" UUID,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("document_id"),
  CHECK ("doc_type" IN ('post', 'profile', 'journal', 'media', 'annotation', 'announcement')),
  CHECK ("status" IN ('draft', 'published', 'archived')),
  CHECK ("decided_by" IN ('writer', 'person')),
  CHECK ("form" IN ('meeting', 'question', 'plan', 'argument', 'joke', 'picture', 'speaker', 'quiet', 'grief')),
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

DROP TABLE "staged_documents";

CREATE TEMP TABLE "staged_citations" AS FROM "citations";

DROP TABLE "citations";

CREATE TABLE "citations" (
  "document_id" UUID NOT NULL,
  "ordinal" INT NOT NULL,
  "message_id" UUID NOT NULL,
  "quote" TEXT NOT NULL,
  "section" TEXT,
  "role" TEXT,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("document_id", "ordinal"),
  CHECK ("role" IN ('opening', 'proposal', 'objection', 'support', 'answer', 'outcome', 'reaction')),
  CHECK (LENGTH("quote") > 0),
  CHECK ("ordinal" >= 0),
  FOREIGN KEY ("document_id") REFERENCES "document_addresses" ("document_id"),
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

INSERT INTO "citations" ("document_id", "ordinal", "message_id", "quote", "section", "run_id")
SELECT "document_id", "ordinal", "message_id", "quote", "section", "run_id" FROM "staged_citations";

DROP TABLE "staged_citations";

CREATE TABLE "offered_posts" (
  "document_id" UUID NOT NULL,
  "title" TEXT NOT NULL,
  "summary" TEXT NOT NULL,
  "content" TEXT NOT NULL,
  "language" TEXT NOT NULL,
  "writer" TEXT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("document_id"),
  CHECK (REGEXP_MATCHES("title", '[^\s\p{Z}]')),
  CHECK (REGEXP_MATCHES("summary", '[^\s\p{Z}]')),
  FOREIGN KEY ("document_id") REFERENCES "document_addresses" ("document_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

CREATE TABLE "message_nominations" (
  "message_id" UUID NOT NULL,
  "nomination" TEXT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id"),
  CHECK ("nomination" IN ('keep', 'skip')),
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);

CREATE TABLE "nomination_decisions" (
  "message_id" UUID NOT NULL,
  "nomination" TEXT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id"),
  CHECK ("nomination" IN ('keep', 'skip')),
  FOREIGN KEY ("message_id") REFERENCES "messages" ("message_id"),
  FOREIGN KEY ("run_id") REFERENCES "runs" ("run_id")
);
