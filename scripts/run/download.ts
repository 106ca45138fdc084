import { failure } from "./failure.ts";

/** The checksum that a publisher lists for a file: `<sum> [*]<file>` a line, as sha256sum writes it. */
export async function publishedSum(url: string, file: string): Promise<string> {
  const text = await readText(url);
  const lines = text.split("\n").map((line) => line.trim().split(/\s+\*?/));
  const sum = lines.find(([, name]) => name === file)?.[0];
  if (sum && /^[0-9a-f]{64,128}$/.test(sum)) return sum;
  throw failure(url, `lists no checksum of ${file}; correct the address in clusters/`);
}

async function readText(url: string): Promise<string> {
  let answer: Response;
  try {
    answer = await fetch(url, { signal: AbortSignal.timeout(60_000) });
  } catch (error) {
    const { message, cause } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    throw failure(url, `cannot be read: ${why}; check the network of this computer`);
  }
  if (answer.ok) return answer.text();
  throw failure(url, `answered ${answer.status}; check that this version is published`);
}
