import { rootManifest } from "../../lib/emit/application.ts";
import { argocdNamespace } from "../../lib/order/names.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import type { Step } from "../run/step.ts";
import type { Kubectl } from "../kube/kubectl.ts";

interface Live {
  readonly metadata: { readonly name: string; readonly creationTimestamp: string };
  readonly spec?: { readonly destination?: { readonly name?: string } };
}

const kind = "applications.argoproj.io";
const inside = `--namespace=${argocdNamespace}`;

/**
 * The hub forgets the Applications of a cluster that was made anew: they are older than it is, and would sync into it at
 * once, before its volumes are restored. Without their finalizers, which would wait for a cluster that is no more.
 */
export function forgetStep(fleet: Fleet, member: Kubectl, hub: Kubectl): Step {
  const { name } = member.cluster;
  const root = rootManifest(fleet, name).metadata.name;
  const stale = async (): Promise<string[]> => {
    const born = await member.get<Live>("namespace", "kube-system");
    if (!born) return [];
    const found = await hub.get<{ items: Live[] }>(kind, inside);
    const names = olderThan(born, found?.items ?? [], name, root);
    // The root would make the others again.
    return names.toSorted((a, b) => +(b === root) - +(a === root));
  };
  return {
    name: `${hub.cluster.name}: has no Application of an earlier ${name}`,
    host: "here",
    isDone: async () => (await stale()).length === 0,
    actions: async () =>
      (await stale()).flatMap((application) => [
        {
          argv: hub
            .argv("patch", kind, application, inside, "--type=merge")
            .concat(`--patch={"metadata":{"finalizers":null}}`),
        },
        { argv: hub.argv("delete", kind, application, inside, "--ignore-not-found") },
      ]),
    waitSeconds: 30,
    look: hub.line("get", kind, inside),
  };
}

/** The Applications that were for another cluster of this name. */
export function olderThan(
  { metadata: { creationTimestamp: born } }: Live,
  applications: readonly Live[],
  cluster: string,
  root: string,
): string[] {
  return applications
    .filter(({ metadata, spec }) => metadata.name === root || spec?.destination?.name === cluster)
    .filter(({ metadata }) => Date.parse(metadata.creationTimestamp) < Date.parse(born))
    .map(({ metadata }) => metadata.name);
}
