import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { FleetError } from "../../lib/problem.ts";
import type { Site } from "../../lib/model/site.ts";
import { openArgv, sealOf } from "../seal/recipients.ts";
import { failure } from "../tell/failure.ts";
import { pipe } from "../process/pipe.ts";
import { certificatePath, keyPath, readSealed, sealedPath, shownPath } from "./sealed-file.ts";
import type { KeySecret } from "./sealing-key.ts";
import { hasCertificate } from "./sealing-key.ts";

const timeoutSeconds = 120;

/** The file with the keys of a cluster, sealed for whom the site names; undefined when they are not saved. */
export function savedKeyPath(cluster: string): string | undefined {
  return (["age", "gpg"] as const).map((ending) => keyPath(cluster, ending)).find(existsSync);
}

/** Seals the keys and puts them into clusters/sealed/, whole or not at all. Returns the path. */
export async function saveKeys(
  cluster: string,
  list: string,
  { site, signal }: { readonly site: Site; readonly signal: AbortSignal },
): Promise<string> {
  const { ending, argv } = sealOf(site);
  const path = keyPath(cluster, ending);
  mkdirSync(dirname(path), { recursive: true });
  // Beside it, so that it can be renamed; it is sealed already.
  const directory = mkdtempSync(join(dirname(path), ".key-"));
  try {
    const to = join(directory, "sealed");
    await pipe(
      [
        { host: "here", argv: ["cat"], input: list },
        { host: "here", argv },
      ],
      {
        to,
        timeoutSeconds,
        signal,
      },
    );
    renameSync(to, path);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return path;
}

/** Opens a file with keys. Throws when nobody here can, and when they are not those that values are sealed for. */
export async function openKeys(
  cluster: string,
  path: string,
  signal: AbortSignal,
  identity = process.env["STRATA_AGE_IDENTITY"],
): Promise<readonly KeySecret[]> {
  const place = shownPath(path);
  const argv = openArgv(place, identity);
  const text = await pipe([{ host: "here", argv }], { from: path, timeoutSeconds, signal }).catch(
    (error: unknown) => {
      if (!(error instanceof FleetError)) throw error;
      const [, why = ""] = /ended with code \d+: (.*?); /.exec(error.problems[0]!.message) ?? [];
      const todo = path.endsWith(".gpg")
        ? "open it where gpg has the private key of one of backups.recipients"
        : "name the private key of one of its recipients in STRATA_AGE_IDENTITY";
      throw failure(place, `cannot be opened (${why.replace(/^age: error: /, "")}); ${todo}`);
    },
  );
  const { items } = JSON.parse(text) as { items: readonly KeySecret[] };
  const certificate = certificatePath(cluster);
  if (existsSync(certificate) && !hasCertificate(items, readFileSync(certificate, "utf8"))) {
    const message = `has no key for ${shownPath(certificate)}; bring back both files of one commit: git log -- clusters/sealed`;
    throw failure(place, message);
  }
  return items;
}

/** Throws when values stand in git for a key that is nowhere: another one would not open them. */
export function requireNoOrphans(cluster: string): void {
  if (!existsSync(certificatePath(cluster))) return;
  const values = Object.keys(readSealed(sealedPath(cluster)));
  if (values.length === 0) return;
  const message = `holds ${values.join(", ")} for a key that neither the cluster nor ${shownPath(keyPath(cluster, "age"))} has; bring that file back, or delete ${shownPath(certificatePath(cluster))} and seal the values again: npm run secret -- seal`;
  throw failure(shownPath(sealedPath(cluster)), message);
}
