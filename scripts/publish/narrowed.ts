import { git, readBlobs, resolve } from "../git/git.ts";

interface Project {
  readonly metadata?: { readonly name?: string };
  readonly spec?: {
    readonly destinations?: readonly { readonly namespace?: string }[];
    readonly clusterResourceWhitelist?: readonly {
      readonly group?: string;
      readonly kind?: string;
    }[];
  };
}

/**
 * What to say of projects that a commit narrows and keeps: Argo CD no longer sees what they do not allow, and would not
 * delete it. Knows nothing where this clone has not fetched what the branch of the remote has.
 */
export async function narrowed(before: string | undefined, after: string): Promise<string[]> {
  const [known] = before ? resolve([`${before}^{commit}`]) : [];
  if (!known) return [];
  const options = ["-r", "-z", "--diff-filter=M", "--no-renames"];
  const projects = ":(glob)dist/*/apps/AppProject-*.yaml";
  const fields = git("diff-tree", ...options, known, after, "--", projects).split("\0");
  const ids = fields.flatMap((field) =>
    field.startsWith(":") ? field.split(" ").slice(2, 4) : [],
  );
  if (ids.length === 0) return [];
  const { load } = await import("js-yaml");
  const read = readBlobs(ids).map((text) => load(text) as Project);
  return read.flatMap((old, i) => (i % 2 === 0 ? lossesOf(old, read[i + 1]!) : []));
}

function lossesOf(old: Project, own: Project): string[] {
  const lost = [
    ...missing(kindsOf(old), kindsOf(own)).map((kind) => `objects of kind ${kind}`),
    ...missing(namespacesOf(old), namespacesOf(own)).map((one) => `objects in namespace ${one}`),
  ];
  return lost.map(
    (what) =>
      `AppProject ${own.metadata?.name} allows no ${what} any more: those that its component has there now stay behind; delete them by hand once this is synced`,
  );
}

/** From "everything", which a guess is given, nothing is known to be lost. */
function missing(old: readonly string[], own: readonly string[]): string[] {
  return old.filter((one) => !one.startsWith("*") && !own.includes(one) && !hasAll(own));
}

function hasAll(own: readonly string[]): boolean {
  return own.some((one) => one.startsWith("*"));
}

function kindsOf({ spec }: Project): string[] {
  return (spec?.clusterResourceWhitelist ?? []).map(({ group, kind }) =>
    group ? `${group === "*" ? "*" : kind}.${group}` : (kind ?? ""),
  );
}

function namespacesOf({ spec }: Project): string[] {
  return (spec?.destinations ?? []).flatMap(({ namespace }) => namespace ?? []);
}
