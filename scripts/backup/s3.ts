import type { S3Client } from "@aws-sdk/client-s3";
import { createReadStream, createWriteStream } from "node:fs";
import { stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { Backups } from "../../lib/model/site.ts";
import { agents } from "../http/client.ts";
import { connectionFailure } from "../http/failure.ts";
import { failure } from "../tell/failure.ts";

/** An object of a bucket. */
export interface Stored {
  readonly key: string;
  readonly bytes: number;
  /** When it was written, milliseconds since 1970. */
  readonly at: number;
}

export interface Credentials {
  readonly accessKey: string;
  readonly secretKey: string;
}

/** Of one upload; S3 takes 10,000 at most, each up to 5 GB. */
const mostParts = 9000;
const leastPartBytes = 16 * 1024 * 1024;

/** Loaded by who reaches a bucket: it takes as long as the rest of a command. */
const sdk = () => import("@aws-sdk/client-s3");

/** A bucket of whatever speaks S3, by the path `<endpoint>/<bucket>/<key>`. */
export class Bucket {
  readonly #where: Backups;
  readonly #credentials: Credentials;
  readonly #signal: AbortSignal;
  #client: S3Client | undefined;

  constructor(where: Backups, credentials: Credentials, signal: AbortSignal) {
    this.#where = where;
    this.#credentials = credentials;
    this.#signal = signal;
  }

  /** In parts where it is large; those of an upload that fails are deleted. */
  async put(key: string, file: string): Promise<void> {
    const abortController = new AbortController();
    const abort = (): void => abortController.abort();
    this.#signal.addEventListener("abort", abort);
    const { size } = await stat(file);
    const partSize = Math.max(leastPartBytes, Math.ceil(size / mostParts));
    const upload = this.#ask(key, async (client, bucket) => {
      const { Upload } = await import("@aws-sdk/lib-storage");
      const params = { Bucket: bucket, Key: key, Body: createReadStream(file) };
      await new Upload({ client, params, partSize, queueSize: 2, abortController }).done();
    });
    await upload.finally(() => this.#signal.removeEventListener("abort", abort));
  }

  /** Writes the object into a file. */
  async get(key: string, file: string): Promise<void> {
    await this.#ask(key, async (client, bucket) => {
      const { GetObjectCommand } = await sdk();
      const command = new GetObjectCommand({ Bucket: bucket, Key: key });
      const { Body } = await client.send(command, { abortSignal: this.#signal });
      await pipeline(Body as Readable, createWriteStream(file), { signal: this.#signal });
    });
  }

  async delete(key: string): Promise<void> {
    await this.#ask(key, async (client, bucket) => {
      const { DeleteObjectCommand } = await sdk();
      const command = new DeleteObjectCommand({ Bucket: bucket, Key: key });
      await client.send(command, { abortSignal: this.#signal });
    });
  }

  /** Everything below a prefix, oldest first. */
  async list(prefix: string): Promise<Stored[]> {
    const found: Stored[] = [];
    await this.#ask("", async (client, bucket) => {
      const { paginateListObjectsV2 } = await sdk();
      const pages = paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix });
      for await (const { Contents = [] } of pages)
        for (const { Key = "", Size = 0, LastModified } of Contents)
          found.push({ key: Key, bytes: Size, at: LastModified?.getTime() ?? 0 });
    });
    return found.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
  }

  async #ask(
    key: string,
    work: (client: S3Client, bucket: string) => Promise<void>,
  ): Promise<void> {
    const { endpoint, bucket } = this.#where;
    const url = `${endpoint}/${bucket}${key && `/${key}`}`;
    this.#signal.throwIfAborted();
    try {
      await work((this.#client ??= await this.#open()), bucket);
    } catch (error) {
      this.#signal.throwIfAborted();
      throw failure(url, await reasonOf(error as NodeJS.ErrnoException, url));
    }
  }

  async #open(): Promise<S3Client> {
    const { S3Client } = await sdk();
    const { endpoint, region } = this.#where;
    const { accessKey: accessKeyId, secretKey: secretAccessKey } = this.#credentials;
    return new S3Client({
      endpoint,
      region,
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey },
      // Sums beyond the signed one are newer than many servers.
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      requestHandler: {
        httpAgent: agents.plain,
        httpsAgent: agents.secure,
        connectionTimeout: 10_000,
        socketTimeout: 120_000,
      },
    });
  }
}

/** What S3 answered, or why nothing did, with what to do. */
async function reasonOf(error: NodeJS.ErrnoException, url: string): Promise<string> {
  const { S3ServiceException } = await sdk();
  const todo = "check backups in clusters/site.ts, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
  if (error instanceof S3ServiceException)
    return `${error.name}, answered ${error.$metadata.httpStatusCode}; ${todo}`;
  if (["ENOSPC", "EDQUOT"].includes(error.code ?? ""))
    return `does not fit into ${tmpdir()} (${error.code}); make room, or name another place in TMPDIR`;
  return `${connectionFailure(url, error).found}; ${todo}`;
}
