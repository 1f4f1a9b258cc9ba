CREATE TABLE "ingested" (
  "message_id" UUID NOT NULL,
  "chat_id" UUID NOT NULL,
  "export_id" UUID NOT NULL,
  "position" BIGINT NOT NULL,
  "sent_at" TIMESTAMP(9) NOT NULL,
  "local_time" TIMESTAMP(6) NOT NULL,
  "has_seconds" BOOLEAN NOT NULL,
  "author_name" TEXT,
  "kind" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "attachment_name" TEXT,
  "is_edited" BOOLEAN NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id"),
  CHECK ("kind" IN ('text', 'media', 'location', 'contact', 'poll', 'call', 'deleted', 'system', 'command')),
  CHECK (("author_name" IS NULL) = ("kind" = 'system')),
  CHECK ("position" >= 0)
);

CREATE TABLE "identities" (
  "author_id" UUID NOT NULL,
  "chat_id" UUID NOT NULL,
  "display_name" TEXT NOT NULL,
  "first_seen_at" TIMESTAMP(9) NOT NULL,
  "alias" TEXT,
  "is_opted_out" BOOLEAN NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("author_id")
);

CREATE TABLE "export_files" (
  "export_id" UUID NOT NULL,
  "chat_id" UUID NOT NULL,
  "source" TEXT NOT NULL,
  "file_name" TEXT NOT NULL,
  "chat_title" TEXT,
  "byte_count" BIGINT NOT NULL,
  "message_count" BIGINT NOT NULL,
  "new_message_count" BIGINT NOT NULL,
  "rejected_line_count" BIGINT NOT NULL,
  "first_sent_at" TIMESTAMP(9),
  "last_sent_at" TIMESTAMP(9),
  "date_order" TEXT NOT NULL,
  "date_order_evidence" TEXT NOT NULL,
  "platform" TEXT NOT NULL,
  "time_zone" TEXT NOT NULL,
  "locale" TEXT,
  "ingested_at" TIMESTAMPTZ NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("export_id"),
  CHECK ("source" IN ('whatsapp')),
  CHECK ("date_order" IN ('DMY', 'MDY', 'YMD')),
  CHECK ("platform" IN ('android', 'ios')),
  CHECK ("byte_count" > 0),
  CHECK ("message_count" >= 0),
  CHECK ("new_message_count" >= 0),
  CHECK ("rejected_line_count" >= 0),
  CHECK ("first_sent_at" <= "last_sent_at")
);

CREATE TABLE "rejected_lines" (
  "export_id" UUID NOT NULL,
  "line_number" BIGINT NOT NULL,
  "text" TEXT NOT NULL,
  "reason" TEXT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("export_id", "line_number"),
  CHECK ("line_number" >= 1)
);

CREATE TABLE "export_media" (
  "export_id" UUID NOT NULL,
  "file_name" TEXT NOT NULL,
  "content_sha256" TEXT NOT NULL,
  "byte_count" BIGINT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("export_id", "file_name"),
  CHECK ("byte_count" >= 0)
);

CREATE TABLE "schema_version" (
  "version" BIGINT NOT NULL,
  "applied_at" TIMESTAMPTZ NOT NULL,
  "description" TEXT NOT NULL,
  "checksum" UUID NOT NULL,
  PRIMARY KEY ("version"),
  CHECK ("version" >= 1)
);
