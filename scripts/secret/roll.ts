import { setTimeout as sleep } from "node:timers/promises";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import { podReferences, podTemplateOf } from "../../lib/order/references/pod.ts";
import { failure } from "../tell/failure.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import type { Live } from "../kube/objects.ts";
import type { SecretUse } from "./uses.ts";

const workloadKinds = ["deployments", "statefulsets", "daemonsets"];
const arrivalSeconds = 60;
const rolloutSeconds = 300;

/** Workloads whose pods read a Secret, as `deployment/<name>`. */
export async function consumersOf(
  { namespace, name }: SecretUse,
  kubectl: Kubectl,
): Promise<string[]> {
  const args = ["--namespace", namespace, "get", workloadKinds.join(","), "--output", "json"];
  const { items } = JSON.parse(await kubectl.run(args)) as { items: Manifest[] };
  return items
    .filter((workload) => {
      const template = podTemplateOf(workload);
      const references = template ? podReferences(template, namespace) : [];
      return references.some((one) => one.kind === "Secret" && one.name === name);
    })
    .map(({ kind, metadata }) => `${kind.toLowerCase()}/${metadata.name}`);
}

/** What tells one state of a Secret from the next; undefined when it is not there. No value is asked for. */
export async function versionOf(
  { namespace, name }: SecretUse,
  kubectl: Kubectl,
): Promise<string | undefined> {
  const output = "--output=jsonpath={.metadata.resourceVersion}";
  const args = ["--namespace", namespace, "get", "secret", name, "--ignore-not-found", output];
  return (await kubectl.run(args)).trim() || undefined;
}

interface ExternalSecret extends Live {
  readonly status?: { readonly refreshTime?: string };
}

/**
 * Has the values brought into the cluster now, not at the next interval. The annotation is the one that the
 * documentation of external-secrets names for this.
 */
export async function refresh(
  use: SecretUse,
  before: string | undefined,
  kubectl: Kubectl,
): Promise<void> {
  const { namespace, name } = use;
  const read = (): Promise<ExternalSecret | undefined> =>
    kubectl.get("externalsecrets.external-secrets.io", name, `--namespace=${namespace}`);
  const known = await read();
  if (!known) return;
  const annotate = ["annotate", "externalsecret", name, `force-sync=${Date.now()}`, "--overwrite"];
  await kubectl.run(["--namespace", namespace, ...annotate]);
  // Values that are what they were change nothing but the time.
  const isThere = async (): Promise<boolean> =>
    (await versionOf(use, kubectl)) !== before ||
    (await read())?.status?.refreshTime !== known.status?.refreshTime;
  const end = Date.now() + arrivalSeconds * 1000;
  while (!(await isThere())) {
    if (Date.now() > end) {
      const look = kubectl.line("--namespace", namespace, "describe", "externalsecret", name);
      const message = `Secret ${namespace}/${name} did not change in ${arrivalSeconds} s, so nothing was restarted; look further with: ${look}`;
      throw failure(kubectl.cluster.name, message);
    }
    await sleep(500);
  }
}

/** Replaces the pods of the workloads, in the way each says, and waits until the new ones are ready. */
export async function roll(
  { namespace }: SecretUse,
  workloads: readonly string[],
  kubectl: Kubectl,
): Promise<void> {
  if (workloads.length === 0) return;
  const inNamespace = ["--namespace", namespace, "rollout"];
  await kubectl.run([...inNamespace, "restart", ...workloads]);
  for (const workload of workloads) {
    const args = [...inNamespace, "status", workload, `--timeout=${rolloutSeconds}s`];
    await kubectl.run(args, { timeoutSeconds: rolloutSeconds + 10 });
  }
}
