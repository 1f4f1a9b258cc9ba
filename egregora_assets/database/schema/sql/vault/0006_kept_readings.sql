CREATE TEMP TABLE "staged_export_files" AS FROM "export_files";

DROP TABLE "export_files";

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
  "continues_id" UUID,
  "ingested_at" TIMESTAMPTZ NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("export_id"),
  CHECK ("source" IN ('whatsapp', 'telegram', 'discord', 'slack', 'signal', 'messenger', 'instagram', 'google_chat', 'matrix', 'imessage', 'kakaotalk', 'line', 'table', 'other')),
  CHECK ("date_order" IN ('DMY', 'MDY', 'YMD')),
  CHECK ("platform" IN ('android', 'ios', 'other')),
  CHECK ("byte_count" > 0),
  CHECK ("message_count" >= 0),
  CHECK ("new_message_count" >= 0),
  CHECK ("rejected_line_count" >= 0),
  CHECK ("first_sent_at" <= "last_sent_at")
);

INSERT INTO "export_files" ("export_id", "chat_id", "source", "file_name", "chat_title", "byte_count", "message_count", "new_message_count", "rejected_line_count", "first_sent_at", "last_sent_at", "date_order", "date_order_evidence", "platform", "time_zone", "locale", "ingested_at", "run_id")
SELECT "export_id", "chat_id", "source", "file_name", "chat_title", "byte_count", "message_count", "new_message_count", "rejected_line_count", "first_sent_at", "last_sent_at", "date_order", "date_order_evidence", "platform", "time_zone", "locale", "ingested_at", "run_id" FROM "staged_export_files";

DROP TABLE "staged_export_files";

CREATE TABLE "kept_readings" (
  "chat_id" UUID NOT NULL,
  "export_id" UUID NOT NULL,
  "message_count" BIGINT NOT NULL,
  "first_sent_at" TIMESTAMP(9) NOT NULL,
  "reading_id" UUID NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("chat_id"),
  CHECK ("message_count" > 0)
);

CREATE TABLE "kept_chats" (
  "chat_id" UUID NOT NULL,
  "reading" BLOB NOT NULL,
  PRIMARY KEY ("chat_id")
);
