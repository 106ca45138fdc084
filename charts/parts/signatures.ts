import type { PublicKey } from "./pgp.ts";
import { readPublicKey } from "./pgp.ts";

/**
 * Public keys of gpg by their IDs, 16 or 40 hexadecimal digits, as `gpg --armor --export <ID>` prints them. A key's own ID
 * stands for its subkeys, too.
 */
export type SignatureKeys = Readonly<Record<string, string>>;

const idForm = /^(?:[0-9A-Fa-f]{16}|[0-9A-Fa-f]{40})$/;

interface Read {
  readonly id: string;
  readonly key?: PublicKey;
  readonly issue?: string;
}

function readKey([given, armored]: readonly [string, unknown]): Read {
  const id = given.slice(-16).toUpperCase();
  const place = `signatureKeys["${given}"]`;
  if (!idForm.test(given))
    return {
      id,
      issue: `${place} is no ID of a key; write its 16 or 40 hexadecimal digits, of gpg --list-keys --with-subkey-fingerprint`,
    };
  try {
    const key = readPublicKey(String(armored));
    if (id === key.id || key.signers.includes(id)) return { id, key };
    const held = [...new Set([key.id, ...key.signers])].join(", ");
    return { id, issue: `${place} has the text of another key (${held}); write one of those` };
  } catch (error) {
    return { id, issue: `${place} ${(error as Error).message}` };
  }
}

function readAll(keys: SignatureKeys): readonly Read[] {
  return Object.entries(keys).map(readKey);
}

/** What is wrong with them, as `<what was found>; <what to do>`. */
export function* signatureIssues(keys: SignatureKeys): Iterable<string> {
  const read = readAll(keys);
  for (const { issue } of read) if (issue !== undefined) yield issue;
  if (read.length === 0)
    yield "signatureKeys is empty, and so asks for no signature; name a key, or leave it out";
}

/**
 * The IDs that a signature may have. Argo CD holds that of the very key that signed against them, which is a subkey's
 * more often than not.
 */
export function signersOf(keys: SignatureKeys): readonly string[] {
  const found = readAll(keys).flatMap(({ id, key }) =>
    key === undefined ? [] : id === key.id ? key.signers : [id],
  );
  return [...new Set(found)].sort();
}

/** Argo CD's keyring: a file for each key, by the key's own ID. */
export function keyringOf(keys: SignatureKeys): Readonly<Record<string, string>> {
  const found = readAll(keys).flatMap(({ key }, i) =>
    key ? [[key.id, `${Object.values(keys)[i]!.trim()}\n`] as const] : [],
  );
  return Object.fromEntries(found.sort(([one], [other]) => (one < other ? -1 : 1)));
}
