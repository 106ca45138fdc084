import { bootstrapSecrets } from "../../lib/model/bootstrap.ts";
import type { Cluster } from "../../lib/model/cluster.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import type { GivenSecrets } from "../bootstrap/secret-steps.ts";
import { parseSecrets } from "../bootstrap/secret-steps.ts";
import { failure } from "../tell/failure.ts";
import type { Piece } from "../process/pipe.ts";
import type { Source } from "./source.ts";
import type { Store } from "./store.ts";

/** Prints the name of each Secret; fails for what is not written to its end. */
export const secretsCheck: Piece = {
  host: "here",
  argv: [
    process.execPath,
    "--eval",
    'let text = ""; process.stdin.on("data", (part) => (text += part)).on("end", () => console.log(Object.keys(JSON.parse(text)).join("\\n")))',
  ],
};

/** The Secrets whose values are in the cluster alone: the bootstrap made them up. */
export function ownSecrets(cluster: Cluster): string[] {
  return Object.keys(bootstrapSecrets(cluster)).sort();
}

/** Those Secrets, in the form that `--secrets` takes. */
export async function secretsSource(kubectl: Kubectl, isDryRun: boolean): Promise<Source> {
  const { cluster } = kubectl;
  const paths = ownSecrets(cluster);
  const values = isDryRun ? {} : await read(kubectl, paths);
  return {
    folder: folderOf(cluster),
    prepare: () => [],
    read: () => ({
      host: "here",
      argv: ["cat"],
      input: JSON.stringify(values),
      shown: `kubectl get secret ${paths.join(" ")}, of ${cluster.name}`,
    }),
    clean: () => [],
    check: secretsCheck,
  };
}

async function read(kubectl: Kubectl, paths: readonly string[]): Promise<GivenSecrets> {
  const { cluster } = kubectl;
  const values: Record<string, Record<string, string>> = {};
  for (const path of paths) {
    const [namespace = "", name = ""] = path.split("/");
    const found = await kubectl.get<{ data?: Record<string, string> }>(
      "secret",
      name,
      `--namespace=${namespace}`,
    );
    if (!found) {
      const message = `is not there; make it with: npm run bootstrap -- ${cluster.name}`;
      throw failure(`${cluster.name}/${path}`, message);
    }
    const texts = Object.entries(found.data ?? {}).map(([key, value]) => [
      key,
      Buffer.from(value, "base64").toString(),
    ]);
    values[path] = Object.fromEntries(texts) as Record<string, string>;
  }
  return values;
}

/** What was backed up last, with the key of that backup; nothing when there is none. */
export async function savedSecrets(
  store: Store,
  cluster: Cluster,
): Promise<{ readonly key: string; readonly values: GivenSecrets } | undefined> {
  const newest = (await store.bucket.list(`${folderOf(cluster)}/`)).at(-1);
  if (!newest) return undefined;
  const text = await store.open(newest.key, { host: "here", argv: ["cat"] });
  return { key: newest.key, values: parseSecrets(text) };
}

function folderOf({ name }: Cluster): string {
  return `secrets/${name}`;
}
