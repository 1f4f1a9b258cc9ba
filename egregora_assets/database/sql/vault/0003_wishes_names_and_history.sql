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
