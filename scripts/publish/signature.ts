import { git } from "../git/git.ts";
import { Refusal } from "../tell/refusal.ts";
import { grep } from "./branches.ts";

/** IDs of keys, by one of which the roots of a commit ask for a signature: a list for each that does. */
export function signersIn(commit: string): readonly (readonly string[])[] {
  const lines = grep("keyID: .*", [commit], "dist/*/AppProject-root.yaml", true);
  const byFile = Map.groupBy(lines, (line) => line.slice(0, line.lastIndexOf(":keyID: ")));
  return [...byFile.values()].map((found) =>
    found.map((line) => /keyID: "?([0-9A-F]+)/.exec(line)?.[1] ?? ""),
  );
}

/** Refuses a commit of which some Argo CD of the fleet would deploy nothing; returns what cannot be told here. */
export function requireSigned(commit: string, outcome?: string): string | undefined {
  const { fault, doubt } = signatureOf(commit);
  const place = `commit ${commit.slice(0, 8)}`;
  if (fault !== undefined) throw new Refusal([{ place, message: fault }], outcome);
  return doubt && `${place} ${doubt}`;
}

interface Verdict {
  /** Why nothing of it is deployed, and what to do. */
  readonly fault?: string;
  /** Why this computer cannot tell. */
  readonly doubt?: string;
}

/** What is to be said of a commit's signature; nothing where none is asked for, or where it is as asked. */
export function signatureOf(commit: string): Verdict {
  const wanted = signersIn(commit);
  if (wanted.length === 0) return {};
  // git-log: pretty formats.
  const [state = "", key = ""] = git("log", "-1", "--format=%G?%n%GK", commit).split("\n");
  const form = /^gpgsig -----BEGIN (\w+) SIGNATURE/m.exec(git("cat-file", "commit", commit))?.[1];
  if (form === "PGP" && state === "N")
    return { doubt: "carries a signature that is not looked at here: gpg is not installed" };
  const signers = wanted.find((some) => !some.includes(key)) ?? wanted[0]!;
  const found = faultOf(form, state, key, signers);
  if (found === undefined)
    return state === "E"
      ? { doubt: `is signed by ${key}, whose public key is not in the keyring of this computer` }
      : {};
  const sign = `git -c gpg.format=openpgp -c user.signingKey=${signers[0]} commit --amend --no-edit --gpg-sign`;
  return {
    fault: `${found}, so that Argo CD deploys nothing of it; sign it by ${signers.join(" or ")} and publish again: ${sign} (docs/publish.md)`,
  };
}

function faultOf(
  form: string | undefined,
  state: string,
  key: string,
  signers: readonly string[],
): string | undefined {
  if (form === undefined) return "is not signed";
  if (form !== "PGP") return `is signed by a key of ${form}, and Argo CD knows those of gpg alone`;
  if (!signers.includes(key)) return `is signed by ${key}, which the fleet does not list`;
  return faults[state]?.(key);
}

const faults: Readonly<Record<string, (key: string) => string>> = {
  B: (key) => `has a signature by ${key} that is not of this commit`,
  X: (key) => `has a signature by ${key} that has ended`,
  Y: (key) => `is signed by ${key}, which has ended`,
  R: (key) => `is signed by ${key}, which was revoked`,
};
