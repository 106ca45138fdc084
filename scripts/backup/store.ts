import { createHash } from "node:crypto";
import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Site } from "../../lib/model/site.ts";
import { failure } from "../tell/failure.ts";
import type { Piece } from "../process/pipe.ts";
import { pipe } from "../process/pipe.ts";
import type { Stored } from "./s3.ts";
import { Bucket } from "./s3.ts";
import type { Seal } from "../seal/recipients.ts";
import { openArgv, sealOf } from "../seal/recipients.ts";

/** Hours for what is large: a copy of a git server. */
const timeoutSeconds = 6 * 3600;

/** Sealed backups in the bucket of a site: `<kind>/<subject>/<time>.<ending>`. */
export class Store {
  readonly bucket: Bucket;
  readonly #seal: Seal;
  readonly #keepDays: number;
  readonly #signal: AbortSignal;

  constructor(site: Site, signal: AbortSignal, environment = process.env) {
    const { backups } = site;
    if (!backups)
      throw failure("site", "has no backups; say in clusters/site.ts where they are kept");
    const { AWS_ACCESS_KEY_ID: accessKey, AWS_SECRET_ACCESS_KEY: secretKey } = environment;
    if (!accessKey || !secretKey) {
      const message = `needs the keys of bucket ${backups.bucket}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY`;
      throw failure("backup", message);
    }
    this.bucket = new Bucket(backups, { accessKey, secretKey }, signal);
    this.#seal = sealOf(site);
    this.#keepDays = backups.keepDays;
    this.#signal = signal;
  }

  /** Seals what programs write, uploads it and reads it back. What is not sealed never touches the disk here. */
  async save(folder: string, source: readonly Piece[], now = new Date()): Promise<Stored> {
    const time = now.toISOString().replaceAll(":", "").slice(0, 17);
    const key = `${folder}/${time}Z.${this.#seal.ending}`;
    return inTemporary(async (directory) => {
      const sealed = join(directory, "sealed");
      await pipe([...source, { host: "here", argv: this.#seal.argv }], {
        to: sealed,
        timeoutSeconds,
        signal: this.#signal,
      });
      await this.bucket.put(key, sealed);
      const back = join(directory, "back");
      await this.bucket.get(key, back);
      if ((await sumOf(back)) !== (await sumOf(sealed))) {
        const message = "is not what was uploaded when it is read back; check the disks behind it";
        throw failure(key, message);
      }
      return (await this.bucket.list(key))[0]!;
    });
  }

  /** Hands the plain bytes of a backup to a program; returns what that says. */
  async open(key: string, reader: Piece, identity = process.env["STRATA_AGE_IDENTITY"]) {
    const open = { host: "here", argv: openArgv(key, identity) };
    return inTemporary(async (directory) => {
      const sealed = join(directory, "sealed");
      await this.bucket.get(key, sealed);
      const options = { from: sealed, timeoutSeconds, signal: this.#signal };
      return pipe([open, reader], options);
    });
  }

  /** The newest of a folder, or the newest that is not younger than `at`. Throws when there is none. */
  async newest(folder: string, at?: string): Promise<Stored> {
    const until = at === undefined ? Infinity : Date.parse(at);
    if (Number.isNaN(until))
      throw failure("--at", `"${at}" is no time; write it as 2026-11-21T15:00:00Z`);
    const found = (await this.bucket.list(`${folder}/`)).findLast((one) => one.at <= until);
    if (found) return found;
    const when = at === undefined ? "" : ` of ${at} or before`;
    throw failure(folder, `has no backup${when}; see what there is with: npm run backup -- list`);
  }

  /** Deletes what is older than the site keeps, but never the newest of a folder; returns the keys. */
  async prune(folder: string, now = Date.now()): Promise<string[]> {
    const all = await this.bucket.list(`${folder}/`);
    const old = all.slice(0, -1).filter(({ at }) => at < now - this.#keepDays * 86_400_000);
    for (const { key } of old) await this.bucket.delete(key);
    return old.map(({ key }) => key);
  }
}

async function inTemporary<Result>(run: (directory: string) => Promise<Result>): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), "strata-backup-"));
  try {
    return await run(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function sumOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
