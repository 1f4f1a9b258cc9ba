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
