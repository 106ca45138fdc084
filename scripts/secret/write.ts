import { Kubectl } from "../kube/kubectl.ts";
import { consumersOf, refresh, roll, versionOf } from "./roll.ts";
import type { Sealing } from "./certificate.ts";
import { isWiredUp } from "./sealed-file.ts";
import { storeText } from "./presence.ts";
import type { SecretUse } from "./uses.ts";
import { placeOf } from "./uses.ts";
import type { Values } from "./values.ts";
import type { Vault } from "./vault.ts";
import { writeSealed } from "./write-sealed.ts";

export interface Writing extends Sealing {
  readonly vaultOf: (server: string) => Vault;
}

/** Brings new values to where a Secret's values are kept, and on to the pods that read them. */
export async function writeSecret(use: SecretUse, values: Values, writing: Writing): Promise<void> {
  const { store, cluster } = use;
  const { report, signal } = writing;
  const note = (text: string): void => report.event({ event: "note", host: placeOf(use), text });
  const keys = Object.keys(values).join(", ");
  if (store.kind === "sealed") {
    await writeSealed(use, values, writing);
    note(`${keys} sealed into ${storeText(use)}`);
    for (const line of afterSealing(use)) note(line);
    return;
  }
  const kubectl = new Kubectl(cluster, signal, 0);
  // Asked before anything is written: who cannot restart the readers should not change what they read.
  const [readers, before] = await Promise.all([consumersOf(use, kubectl), versionOf(use, kubectl)]);
  if (store.kind === "vault") {
    await writing.vaultOf(store.server).write(store, values);
    note(`${keys} written to ${storeText(use)}`);
    await refresh(use, before, kubectl);
  } else {
    await writeToCluster(use, values, kubectl);
    note(`${keys} written to the cluster`);
  }
  await roll(use, readers, kubectl);
  note(readers.length > 0 ? `restarted ${readers.join(", ")}` : "no pod reads it");
}

function afterSealing(use: SecretUse): string[] {
  const { cluster } = use;
  const place = placeOf(use);
  return [
    ...(isWiredUp(cluster.name)
      ? []
      : [
          `not used yet: in clusters/${cluster.name}.ts, import "./sealed/${cluster.name}.json" and hand it to the component that unseals`,
        ]),
    `now: npm run synth, commit, npm run publish; once it is synced: npm run secret -- roll ${place}`,
  ];
}

/**
 * Values go by standard input: arguments can be read by anybody on this computer. Each key has a manager of its own, so
 * that applying one leaves the others as they are.
 */
async function writeToCluster(
  { namespace, name }: SecretUse,
  values: Values,
  kubectl: Kubectl,
): Promise<void> {
  const metadata = { name, namespace };
  for (const [key, value] of Object.entries(values)) {
    const data = { [key]: Buffer.from(value).toString("base64") };
    const owner = ["--server-side", "--force-conflicts", `--field-manager=strata-${key}`];
    const input = JSON.stringify({ apiVersion: "v1", kind: "Secret", metadata, data });
    await kubectl.run(["apply", ...owner, "--filename", "-"], { input });
  }
}

/** Restarts the readers of a Secret that changed by another way, such as a sync. */
export async function rollReaders(use: SecretUse, { report, signal }: Writing): Promise<void> {
  const kubectl = new Kubectl(use.cluster, signal, 0);
  const readers = await consumersOf(use, kubectl);
  await roll(use, readers, kubectl);
  const text = readers.length > 0 ? `restarted ${readers.join(", ")}` : "no pod reads it";
  report.event({ event: "note", host: placeOf(use), text });
}
