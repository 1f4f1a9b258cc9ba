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
