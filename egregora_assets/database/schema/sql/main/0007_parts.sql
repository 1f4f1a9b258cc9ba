CREATE TABLE "parts" (
  "asset_key" TEXT NOT NULL,
  "part_id" TEXT NOT NULL,
  "part_key" TEXT NOT NULL,
  "state" BLOB,
  PRIMARY KEY ("asset_key", "part_id")
);

CREATE TABLE "table_digests" (
  "table_name" TEXT NOT NULL,
  "row_count" BIGINT NOT NULL,
  "content_digest" TEXT NOT NULL,
  PRIMARY KEY ("table_name"),
  CHECK ("row_count" >= 0)
);
