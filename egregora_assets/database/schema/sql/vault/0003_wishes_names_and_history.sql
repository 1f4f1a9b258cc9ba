CREATE TABLE "message_versions" (
  "message_id" UUID NOT NULL,
  "ordinal" INT NOT NULL,
  "export_id" UUID NOT NULL,
  "shown_at" TIMESTAMP(9) NOT NULL,
  "edited_at" TIMESTAMP(9),
  "kind" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "attachment_name" TEXT,
  "is_edited" BOOLEAN NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id", "ordinal"),
  CHECK ("kind" IN ('text', 'media', 'location', 'contact', 'poll', 'call', 'deleted', 'system', 'command')),
  CHECK ("ordinal" >= 0)
);

CREATE TABLE "message_keys" (
  "message_id" UUID NOT NULL,
  "chat_id" UUID NOT NULL,
  "source_key" TEXT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id"),
  UNIQUE ("chat_id", "source_key")
);

CREATE TABLE "replies" (
  "message_id" UUID NOT NULL,
  "reply_to_key" TEXT,
  "reply_to_id" UUID,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id"),
  CHECK ((NOT "reply_to_key" IS NULL) OR (NOT "reply_to_id" IS NULL)),
  CHECK ("reply_to_id" <> "message_id")
);

CREATE TABLE "reactions" (
  "message_id" UUID NOT NULL,
  "ordinal" INT NOT NULL,
  "export_id" UUID NOT NULL,
  "author_name" TEXT,
  "emoji" TEXT NOT NULL,
  "reaction_count" INT NOT NULL,
  "run_id" UUID NOT NULL,
  PRIMARY KEY ("message_id", "ordinal"),
  CHECK ("ordinal" >= 0),
  CHECK ("reaction_count" > 0),
  CHECK (("author_name" IS NULL) OR ("reaction_count" = 1))
);

CREATE TABLE "wishes" (
  "author_id" UUID NOT NULL,
  "wish" TEXT NOT NULL,
  "decided_at" TIMESTAMPTZ NOT NULL,
  PRIMARY KEY ("author_id"),
  CHECK ("wish" IN ('opt-out', 'opt-in'))
);

CREATE TABLE "erased_authors" (
  "author_id" UUID NOT NULL,
  "erased_at" TIMESTAMPTZ NOT NULL,
  PRIMARY KEY ("author_id")
);

CREATE TABLE "reviewed_names" (
  "scope" TEXT NOT NULL,
  "name" TEXT NOT NULL,
  "spelled" TEXT NOT NULL,
  "decision" TEXT NOT NULL,
  "decided_at" TIMESTAMPTZ NOT NULL,
  PRIMARY KEY ("scope", "name"),
  CHECK ("decision" IN ('person', 'not_a_person')),
  CHECK (LENGTH("name") > 0)
);
