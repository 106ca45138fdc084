import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Backups } from "../../lib/model/site.ts";
import { failure } from "../run/failure.ts";
import { runProgram } from "../run/program.ts";

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

const none = createHash("sha256").digest("hex");

/** A bucket, through curl, which signs requests. It learns the keys from its standard input. */
export class Bucket {
  readonly #where: Backups;
  readonly #credentials: Credentials;
  readonly #signal: AbortSignal;

  constructor(where: Backups, credentials: Credentials, signal: AbortSignal) {
    this.#where = where;
    this.#credentials = credentials;
    this.#signal = signal;
  }

  async put(key: string, file: string): Promise<void> {
    await this.#ask(key, ["--upload-file", file], await sumOf(file));
  }

  /** Writes the object into a file. */
  async get(key: string, file: string): Promise<void> {
    await this.#ask(key, ["--output", file]);
  }

  async delete(key: string): Promise<void> {
    await this.#ask(key, ["--request", "DELETE"]);
  }

  /** Everything below a prefix, oldest first. */
  async list(prefix: string): Promise<Stored[]> {
    const found: Stored[] = [];
    let next = "";
    do {
      // The signature is over the parameters in this order.
      const query = [
        ...(next ? [`continuation-token=${encodeURIComponent(next)}`] : []),
        "list-type=2",
        `prefix=${encodeURIComponent(prefix)}`,
      ];
      const text = await this.#ask("", [], none, `?${query.join("&")}`);
      for (const [, entry = ""] of text.matchAll(/<Contents>(.*?)<\/Contents>/gs))
        found.push({
          key: field(entry, "Key"),
          bytes: Number(field(entry, "Size")),
          at: Date.parse(field(entry, "LastModified")),
        });
      next = field(text, "NextContinuationToken");
    } while (next);
    return found.sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
  }

  async #ask(key: string, args: readonly string[], sum = none, query = ""): Promise<string> {
    const { endpoint, region, bucket } = this.#where;
    const url = `${endpoint}/${bucket}${key && `/${key}`}${query}`;
    const { accessKey, secretKey } = this.#credentials;
    const input = `user = "${accessKey}:${secretKey}"\naws-sigv4 = "aws:amz:${region}:s3"\n`;
    const fixed = ["--config", "-", "--silent", "--show-error", "--fail-with-body"].concat([
      "--connect-timeout",
      "10",
      "--header",
      `x-amz-content-sha256: ${sum}`,
    ]);
    const argv = ["curl", ...fixed, ...args, url];
    const result = await runProgram({ argv, input, timeoutSeconds: 3600, signal: this.#signal });
    if (result.exitCode === 0) return result.stdout;
    const code = field(result.stdout, "Code");
    const said = result.stderr.trim().split("\n").at(-1);
    const todo = "check backups in clusters/site.ts, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    throw failure(url.split("?")[0]!, `${code && `${code}, `}${said}; ${todo}`);
  }
}

/** SHA-256 of a file, in hexadecimal. */
export async function sumOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

function field(xml: string, name: string): string {
  const text = new RegExp(`<${name}>(.*?)</${name}>`, "s").exec(xml)?.[1] ?? "";
  return text.replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}
