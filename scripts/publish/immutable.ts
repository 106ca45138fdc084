import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import { git, readBlobs, resolve } from "../git/git.ts";
import { Refusal } from "../tell/refusal.ts";

/** A file with one object: `dist/<cluster>/<layer>/<application>/<Kind>-<name>.yaml`. */
const objectFile = /^dist\/([^/]+)\/[^/]+\/([^/]+)\/[^/]+\.yaml$/;

/**
 * Refuses a commit that changes what the API server lets nobody change, held against what the branch of the remote has:
 * no sync would get past it. Knows nothing where this clone has not fetched that commit.
 */
export async function requireMutable(before: string | undefined, after: string): Promise<void> {
  const [known] = before ? resolve([`${before}^{commit}`]) : [];
  const changed = known ? changedObjects(known, after) : [];
  if (changed.length === 0) return;
  // Only now: a reader of YAML takes longer than all the rest.
  const [{ load }, { isMadeAnew }, { refusedChanges }, { titleOf }] = await Promise.all([
    import("js-yaml"),
    import("../../lib/kubernetes/transition/immutable.ts"),
    import("../../lib/kubernetes/transition/refused.ts"),
    import("../../lib/kubernetes/manifest.ts"),
  ]);
  const contents = readBlobs(changed.flatMap(({ ids }) => ids));
  const { classesOf } = await import("./classes.ts");
  const isAboutStorage = changed.some(({ isClaim }) => isClaim);
  const classes = isAboutStorage ? await classesOf(after, load) : undefined;
  const problems = changed.flatMap(({ place, cluster }, i) => {
    const [old, own] = contents.slice(2 * i, 2 * i + 2).map((text) => load(text) as Manifest);
    if (!old?.metadata || !own?.metadata || isMadeAnew(own)) return [];
    return refusedChanges(old, own, classes?.(cluster)).map((message) => ({
      place,
      message: `${titleOf(own)} ${message}`,
    }));
  });
  if (problems.length > 0) throw new Refusal(problems);
}

interface Changed {
  readonly place: string;
  readonly cluster: string;
  /** What classes of storage say of it matters. */
  readonly isClaim: boolean;
  /** Of its two texts. */
  readonly ids: readonly string[];
}

/** Objects that both commits have, in other words. */
function changedObjects(before: string, after: string): Changed[] {
  const options = ["-r", "-z", "--diff-filter=M", "--no-renames"];
  const fields = git("diff-tree", ...options, before, after, "--", "dist").split("\0");
  return fields.flatMap((field, i) => {
    const [, cluster, application] = objectFile.exec(field) ?? [];
    if (cluster === undefined || i % 2 === 0) return [];
    const [, , from, to] = fields[i - 1]!.split(" ");
    const isClaim = field.includes("/PersistentVolumeClaim-");
    return [{ place: `${cluster}/${application}`, cluster, isClaim, ids: [from!, to!] }];
  });
}
