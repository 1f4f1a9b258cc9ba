ALTER TABLE "messages" ADD COLUMN "export_id" UUID;
