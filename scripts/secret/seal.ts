import type { KeyObject } from "node:crypto";
import {
  X509Certificate,
  constants,
  createCipheriv,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import { failure } from "../tell/failure.ts";

/**
 * Seals a value for one Secret of one namespace, as kubeseal does in its strict scope (sealed-secrets docs:
 * developer/crypto): a session key of AES-256-GCM, used once and so with a nonce of zeros, is sealed by RSA-OAEP with
 * SHA-256 and the label `<namespace>/<name>`; before it stands its length in two bytes, behind it the sealed value.
 */
export function seal(value: string, namespace: string, name: string, key: KeyObject): string {
  const session = randomBytes(32);
  const sealedSession = publicEncrypt(
    {
      key,
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: "sha256",
      oaepLabel: Buffer.from(`${namespace}/${name}`),
    },
    session,
  );
  const cipher = createCipheriv("aes-256-gcm", session, Buffer.alloc(12));
  const sealed = Buffer.concat([cipher.update(value, "utf8"), cipher.final(), cipher.getAuthTag()]);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(sealedSession.length);
  return Buffer.concat([length, sealedSession, sealed]).toString("base64");
}

/** The key that a cluster unseals with, out of its certificate in PEM. `place` says where that came from. */
export function sealingKey(certificate: string, place: string, now = new Date()): KeyObject {
  let read: X509Certificate;
  try {
    read = new X509Certificate(certificate);
  } catch {
    throw failure(
      place,
      "is no certificate in PEM; fetch it anew, or name another with --certificate",
    );
  }
  if (read.publicKey.asymmetricKeyType !== "rsa")
    throw failure(place, "is no certificate of an RSA key; name the one of the sealing controller");
  if (read.validToDate < now)
    throw failure(
      place,
      `expired on ${read.validToDate.toISOString()}; fetch the present one with --fetch`,
    );
  return read.publicKey;
}
