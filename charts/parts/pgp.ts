import { createHash } from "node:crypto";

/** A public key of gpg; IDs are 16 hexadecimal digits in capitals, as Argo CD compares them. */
export interface PublicKey {
  readonly id: string;
  /** Of all that signs with it: itself, or its subkeys. */
  readonly signers: readonly string[];
}

interface Packet {
  readonly tag: number;
  readonly body: Buffer;
}

const tags = { secretKey: 5, publicKey: 6, secretSubkey: 7, publicSubkey: 14 };
/** RSA twice, DSA, ECDSA, EdDSA and its later numbers (RFC 9580: 9.1). */
const signing = new Set([1, 3, 17, 19, 22, 27, 28]);
/** The version whose fingerprints Argo CD's gpg makes its IDs of. */
const version = 4;

/**
 * Reads what `gpg --armor --export <ID>` prints: one key. Throws an Error with what was found and what to do. Nothing of
 * what it signs is verified here: that is Argo CD's part.
 */
export function readPublicKey(armored: string): PublicKey {
  const packets = packetsOf(bytesOf(armored));
  if (packets.some(({ tag }) => tag === tags.secretKey || tag === tags.secretSubkey))
    throw new Error("holds a private key; replace that key, for it has been written down");
  const keys = packets.filter(({ tag }) => tag === tags.publicKey || tag === tags.publicSubkey);
  const main = keys.filter(({ tag }) => tag === tags.publicKey);
  if (main.length !== 1)
    throw new Error(`holds ${main.length} keys; write the text of one, of gpg --armor --export ID`);
  return {
    id: idOf(main[0]!),
    signers: keys.filter(({ body }) => signing.has(body[5]!)).map(idOf),
  };
}

function bytesOf(armored: string): Buffer {
  const block =
    /^-----BEGIN PGP (PUBLIC|PRIVATE) KEY BLOCK-----\n(?:[^\n]+\n)*?\n([A-Za-z0-9+/=\n]+?)(?:\n=[A-Za-z0-9+/]{4})?\n-----END PGP \1 KEY BLOCK-----$/.exec(
      armored.replaceAll("\r", "").trim(),
    );
  if (!block)
    throw new Error("is no armored public key; write all that gpg --armor --export ID prints");
  return Buffer.from(block[2]!, "base64");
}

/** RFC 9580: 4.2, both formats of the header. */
function packetsOf(bytes: Buffer): Packet[] {
  const packets: Packet[] = [];
  for (let at = 0; at < bytes.length;) {
    const head = bytes[at]!;
    const isNew = (head & 0x40) !== 0;
    const { start, length } = isNew ? newLength(bytes, at + 1) : oldLength(bytes, at + 1, head & 3);
    if ((head & 0x80) === 0 || !(start + length <= bytes.length))
      throw new Error("is cut off, or no key; write all that gpg --armor --export ID prints");
    packets.push({
      tag: isNew ? head & 0x3f : (head >> 2) & 0x0f,
      body: bytes.subarray(start, start + length),
    });
    at = start + length;
  }
  return packets;
}

interface Extent {
  readonly start: number;
  /** NaN where it is none that a key has. */
  readonly length: number;
}

function oldLength(bytes: Buffer, at: number, kind: number): Extent {
  const size = [1, 2, 4][kind];
  if (size === undefined || at + size > bytes.length) return { start: at, length: NaN };
  return { start: at + size, length: bytes.readUIntBE(at, size) };
}

function newLength(bytes: Buffer, at: number): Extent {
  const [one = NaN, two = NaN] = bytes.subarray(at, at + 2);
  if (one < 192) return { start: at + 1, length: one };
  if (one < 224) return { start: at + 2, length: ((one - 192) << 8) + two + 192 };
  const isWhole = one === 255 && at + 5 <= bytes.length;
  return { start: at + 5, length: isWhole ? bytes.readUInt32BE(at + 1) : NaN };
}

/** RFC 9580: 5.5.4.2. */
function idOf({ body }: Packet): string {
  if (body[0] !== version)
    throw new Error(
      `is a key of version ${body[0] ?? "none"}, which Argo CD's gpg does not know; make one of version ${version}`,
    );
  const head = Buffer.from([0x99, body.length >> 8, body.length & 0xff]);
  const fingerprint = createHash("sha1").update(head).update(body).digest("hex");
  return fingerprint.slice(-16).toUpperCase();
}
