import { createCipheriv, createDecipheriv, createHash, randomBytes, scryptSync } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Bootstrap } from "./certificates.ts";
import { readBootstrap } from "./certificates.ts";
import { ask, local } from "./etcd.ts";
import * as paths from "./paths.ts";

export const bootstrapPrefix = "/bootstrap/";

/**
 * Keeps the cluster's authorities and keys in etcd, encrypted with its token, as k3s does: a snapshot and the token
 * are enough for new machines (datastore/backup-restore).
 */
export async function keepBootstrap(): Promise<void> {
  const password = readFileSync(`${paths.credentials}/passwd`, "utf8");
  const key = `${bootstrapPrefix}${createHash("sha256").update(password).digest("hex").slice(0, 12)}`;
  const text = Buffer.from(encrypt(JSON.stringify(readBootstrap()), password));
  await ask(local, "/v3/kv/put", {
    key: Buffer.from(key).toString("base64"),
    value: text.toString("base64"),
  });
}

function encrypt(text: string, password: string): string {
  const [salt, nonce] = [randomBytes(8), randomBytes(12)];
  const cipher = createCipheriv("aes-256-gcm", scryptSync(password, salt, 32), nonce);
  const sealed = [cipher.update(text), cipher.final()];
  return [salt, nonce, Buffer.concat([...sealed, cipher.getAuthTag()])]
    .map((part) => part.toString("hex"))
    .join(":");
}

/** Nothing when it was encrypted with another token. */
export function decryptBootstrap(text: string, password: string): Bootstrap | undefined {
  const [salt, nonce, sealed] = text.split(":").map((part) => Buffer.from(part, "hex")) as [
    Buffer,
    Buffer,
    Buffer,
  ];
  const decipher = createDecipheriv("aes-256-gcm", scryptSync(password, salt, 32), nonce);
  decipher.setAuthTag(sealed.subarray(-16));
  try {
    const parts = [decipher.update(sealed.subarray(0, -16)), decipher.final()];
    return JSON.parse(Buffer.concat(parts).toString()) as Bootstrap;
  } catch {
    return undefined;
  }
}
