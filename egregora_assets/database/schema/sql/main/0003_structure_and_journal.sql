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
