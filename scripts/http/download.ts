import { failure } from "../tell/failure.ts";
import { follow } from "./client.ts";
import { Failure } from "./failure.ts";

/** The checksum that a publisher lists for a file: `<sum> [*]<file>` a line, as sha256sum writes it. */
export async function publishedSum(url: string, file: string, digits = 64): Promise<string> {
  const text = await readText(url);
  const lines = text.split("\n").map((line) => line.trim().split(/\s+\*?/));
  const sum = lines.find(([, name]) => name === file)?.[0];
  if (sum?.length === digits && /^[0-9a-f]+$/.test(sum)) return sum;
  throw failure(url, `lists no checksum of ${file}; correct the address in clusters/`);
}

async function readText(url: string): Promise<string> {
  try {
    const { status, body } = await follow(new URL(url), () => ({ timeoutSeconds: 60 }));
    if (status < 300) return body.toString();
    throw failure(url, `answered ${status}; check that this version is published`);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const todo = "check the address in clusters/ and the network of this computer";
    throw failure(url, `${error.found}; ${todo}`);
  }
}
