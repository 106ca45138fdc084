import { basename } from "node:path";
import { ownLockHead, ownLockPath } from "../import/lock.ts";
import type { Answers } from "./answers.ts";
import { clusterFile } from "./cluster-file.ts";
import { siteFile } from "./site-file.ts";
import { formatted, identifier } from "../fleet/text.ts";

/** The files of clusters/, by their paths below it, as a person would have written them. */
export async function fleetFiles(
  answers: Answers,
  publicKey?: string,
): Promise<ReadonlyMap<string, string>> {
  const { name, secrets } = answers;
  const files = new Map([
    ["index.ts", indexFile(name)],
    ["site.ts", siteFile(answers, publicKey)],
    [`${name}.ts`, clusterFile(answers)],
    // From here on, npm run charts writes what the fleet decides there.
    [basename(ownLockPath), ownLockHead],
    // npm run secret -- seal puts sealed values there.
    ...(secrets === "sealed" ? [[`sealed/${name}.json`, "{}\n"] as const] : []),
  ]);
  const all = [...files].map(async ([path, text]) => [path, await formatted(path, text)] as const);
  return new Map(await Promise.all(all));
}

function indexFile(name: string): string {
  const cluster = identifier(name);
  return `import { defineFleet } from "../lib/model/cluster.ts";
import { ${cluster} } from "./${name}.ts";
import { repository, site } from "./site.ts";

/** All clusters: one more is a file beside this one, and its name in this list. */
export const fleet = defineFleet({
  site,
  repository,
  clusters: [${cluster}],
});
`;
}
