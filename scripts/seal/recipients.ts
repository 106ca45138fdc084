import type { Site } from "../../lib/model/site.ts";
import { failure } from "../tell/failure.ts";

/** How backups are made unreadable for all but their recipients. */
export interface Seal {
  /** Ending of a sealed file. */
  readonly ending: "age" | "gpg";
  /** Reads plain bytes, writes sealed ones. */
  readonly argv: readonly string[];
}

const isAge = (recipient: string): boolean => /^(age1|ssh-ed25519 |ssh-rsa )/.test(recipient);

/**
 * Who is to read what is sealed. Only a site without backups, which saves keys of stores alone, falls back on those who
 * are root on its machines, and can take these keys there.
 */
function recipientsOf({ ssh, backups }: Pick<Site, "ssh" | "backups">): readonly string[] {
  return backups ? backups.recipients : (ssh?.publicKeys ?? []);
}

/** With which program they are; undefined where nobody could read them. */
export function sealKindOf(site: Pick<Site, "ssh" | "backups">): Seal["ending"] | undefined {
  const [first] = recipientsOf(site);
  return first === undefined ? undefined : isAge(first) ? "age" : "gpg";
}

/** Keys of age and of SSH are for age; anything else is the fingerprint of a key that gpg has. */
export function sealOf(site: Pick<Site, "ssh" | "backups">): Seal {
  const all = recipientsOf(site);
  if (all.length === 0) {
    const message =
      "has nobody who could read its backups; name a public key in backups.recipients in clusters/site.ts";
    throw failure("site", message);
  }
  if (all.every(isAge))
    return { ending: "age", argv: ["age", ...all.flatMap((one) => ["--recipient", one])] };
  const mixed = all.find(isAge);
  if (mixed) {
    const message = `backups.recipients has "${mixed}" beside keys of gpg; use keys of one kind`;
    throw failure("site", message);
  }
  // The fingerprint stands in the repository: that is trust enough.
  const options = ["--batch", "--quiet", "--trust-model=always", "--encrypt"];
  return {
    ending: "gpg",
    argv: ["gpg", ...options, ...all.flatMap((one) => ["--recipient", one])],
  };
}

/** Reads what was sealed, writes the plain bytes. `identity` is a file with a private key of age or SSH. */
export function openArgv(key: string, identity: string | undefined): string[] {
  if (key.endsWith(".gpg")) return ["gpg", "--batch", "--quiet", "--decrypt"];
  if (identity !== undefined) return ["age", "--decrypt", "--identity", identity];
  const message =
    "needs a private key to be read; name its file in STRATA_AGE_IDENTITY, for example ~/.ssh/id_ed25519";
  throw failure(key, message);
}
