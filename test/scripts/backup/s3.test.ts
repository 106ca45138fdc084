import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Bucket } from "../../../scripts/backup/s3.ts";
import type { S3Server } from "./s3-server.ts";
import { accessKey, region, secretKey, startS3Server } from "./s3-server.ts";

const mebibyte = 1024 * 1024;
let server: S3Server;
let directory: string;
let interrupt: AbortController;

beforeEach(async () => {
  server = await startS3Server();
  directory = mkdtempSync(join(tmpdir(), "s3-"));
  interrupt = new AbortController();
});

afterEach(() => {
  server.stop();
  rmSync(directory, { recursive: true });
});

function bucket(endpoint = server.endpoint): Bucket {
  const where = { endpoint, region, bucket: "backups", keepDays: 30, recipients: [] };
  return new Bucket(where, { accessKey, secretKey }, interrupt.signal);
}

function fileOf(bytes: number): string {
  const file = join(directory, "file");
  writeFileSync(file, randomBytes(bytes));
  return file;
}

const sumOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

describe("Bucket", () => {
  it("uploads what is large in parts, each signed, and reads it back whole", async () => {
    const file = fileOf(40 * mebibyte);
    await bucket().put("gitlab/gitlab/large.age", file);

    expect(server.taken.toSorted((a, b) => b - a)).toEqual(
      [16, 16, 8].map((size) => size * mebibyte),
    );
    expect(server.uploads.size).toBe(0);
    const back = join(directory, "back");
    await bucket().get("gitlab/gitlab/large.age", back);
    expect(sumOf(readFileSync(back))).toBe(sumOf(readFileSync(file)));
  });

  it("uploads what is small at once, also under a name with signs", async () => {
    await bucket().put("vault/site/a b+c=d.age", fileOf(10));

    expect(server.taken).toEqual([10]);
    expect((await bucket().list("vault/site/a b")).map(({ key, bytes }) => [key, bytes])).toEqual([
      ["vault/site/a b+c=d.age", 10],
    ]);
  });

  it("leaves no parts of an upload that is interrupted", async () => {
    const interrupted = expect(bucket().put("large.age", fileOf(64 * mebibyte))).rejects.toThrow(
      "This operation was aborted",
    );
    await expect.poll(() => server.taken.length, { interval: 1 }).toBeGreaterThan(0);
    interrupt.abort();

    await interrupted;
    await expect.poll(() => server.uploads.size).toBe(0);
    expect([...server.objects.keys()]).toEqual([]);
  });

  it("says which object is missing, and where nobody answers", async () => {
    const back = join(directory, "back");
    const todo =
      "check backups in clusters/site.ts, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY\n1 problem in 1 place";
    await expect(bucket().get("gone.age", back)).rejects.toThrow(
      `${server.endpoint}/backups/gone.age: NoSuchKey, answered 404; ${todo}`,
    );
    await expect(bucket("http://127.0.0.1:1").list("")).rejects.toThrow(
      `http://127.0.0.1:1/backups: refuses the connection; ${todo}`,
    );
  });
});
