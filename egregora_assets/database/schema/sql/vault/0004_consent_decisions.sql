CREATE TABLE "consent_decisions" (
  "author_id" UUID NOT NULL,
  "decision" TEXT NOT NULL,
  "decided_at" TIMESTAMPTZ NOT NULL,
  PRIMARY KEY ("author_id"),
  CHECK ("decision" IN ('opt-out', 'opt-in'))
);

INSERT INTO "consent_decisions" ("author_id", "decision", "decided_at")
SELECT "author_id", "wish", "decided_at" FROM "wishes";

DROP TABLE "wishes";
