import { constants, createDecipheriv, privateDecrypt } from "node:crypto";
import type { KeyObject } from "node:crypto";

/** What the controller does with a sealed text (sealed-secrets docs: developer/crypto). Throws where it would refuse. */
export function unseal(sealed: string, label: string, key: KeyObject): string {
  const bytes = Buffer.from(sealed, "base64");
  const length = bytes.readUInt16BE(0);
  const session = privateDecrypt(
    {
      key,
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: "sha256",
      oaepLabel: Buffer.from(label),
    },
    bytes.subarray(2, 2 + length),
  );
  const decipher = createDecipheriv("aes-256-gcm", session, Buffer.alloc(12));
  decipher.setAuthTag(bytes.subarray(-16));
  const opened = decipher.update(bytes.subarray(2 + length, -16));
  return Buffer.concat([opened, decipher.final()]).toString();
}
