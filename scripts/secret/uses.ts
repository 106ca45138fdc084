import { bootstrapSecrets } from "../../lib/model/bootstrap.ts";
import type { Cluster } from "../../lib/model/cluster.ts";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import type { Rendered } from "../../lib/build/rendered.ts";
import { madeOf } from "../../lib/build/rendered.ts";
import { unsealerOf } from "../../lib/build/unsealer.ts";
import { providerOf } from "../../lib/model/provider.ts";
import { specOf } from "../../lib/check/support/rule.ts";

/** Where the values of a Secret are kept. */
export type Store =
  | {
      readonly kind: "vault";
      /** `https://<host>:<port>`. */
      readonly server: string;
      /** Of the engine for key-value pairs, version 2. */
      readonly mount: string;
      readonly path: string;
    }
  | {
      readonly kind: "sealed";
      /** Where the controller answers with its certificate. */
      readonly controller: { readonly namespace: string; readonly service: string };
      /** `<label>=<value>` of the Secrets with its keys. */
      readonly keys?: string;
      /** What the plan has. */
      readonly sealedKeys: readonly string[];
    }
  /** In the cluster itself: a bootstrap makes it there. */
  | {
      readonly kind: "bootstrap";
      /** Out of what a cluster gives it: a value of somebody's own would not fit. */
      readonly isIssued?: true;
    };

/** A Secret that the data asks for. */
export interface SecretUse {
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly name: string;
  readonly keys: readonly string[];
  /** Components that asked for it. */
  readonly components: readonly string[];
  readonly store: Store;
}

/** `<cluster>/<namespace>/<name>`. */
export function placeOf({ cluster, namespace, name }: SecretUse): string {
  return `${cluster.name}/${namespace}/${name}`;
}

export function isIssued({ store }: SecretUse): boolean {
  return store.kind === "bootstrap" && store.isIssued === true;
}

/** Every Secret that the components of a cluster ask for, and those that the bootstrap makes. */
export function secretUses(plan: ClusterPlan): readonly SecretUse[] {
  const { cluster, components } = plan;
  const outside = Object.entries(bootstrapSecrets(cluster));
  const uses = new Map<string, SecretUse>(
    outside.map(([path, keys]) => {
      const [namespace = "", name = ""] = path.split("/");
      const store = { kind: "bootstrap" } as const;
      return [path, { cluster, namespace, name, keys, components: [], store }];
    }),
  );
  for (const component of components) {
    for (const secret of component.secrets) {
      const { name, namespace = component.namespace, keys, madeByBootstrap } = secret;
      const path = `${namespace}/${name}`;
      const known = uses.get(path);
      const store =
        known?.store ??
        (madeByBootstrap
          ? { kind: "bootstrap" as const, isIssued: true as const }
          : storeOf(plan, component, { name, namespace }));
      if (!store) continue;
      const all = [...new Set([...(known?.keys ?? []), ...keys])];
      const askers = [...(known?.components ?? []), component.name];
      uses.set(path, { cluster, namespace, name, keys: all, components: askers, store });
    }
  }
  return [...uses.values()].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1));
}

interface ExternalSecret {
  readonly secretStoreRef: { readonly name: string };
  readonly data: readonly { readonly remoteRef: { readonly key: string } }[];
}

interface SecretStore {
  readonly provider: { readonly vault?: { readonly server: string; readonly path: string } };
}

/** What the component's own object of that name says of where the values come from. */
function storeOf(
  plan: ClusterPlan,
  { manifests }: Rendered,
  { name, namespace }: Pick<SecretUse, "name" | "namespace">,
): Store | undefined {
  const own = manifests.filter(
    ({ metadata }) => metadata.name === name && metadata.namespace === namespace,
  );
  const sealed = own.find(({ kind }) => kind === "SealedSecret");
  if (sealed) {
    const { encryptedData = {} } = specOf<{ encryptedData: Record<string, string> }>(sealed);
    const controller = controllerOf(plan);
    if (!controller) return undefined;
    const { keys, ...where } = controller;
    const sealedKeys = Object.keys(encryptedData);
    return { kind: "sealed", controller: where, ...(keys && { keys }), sealedKeys };
  }
  const external = own.find(({ kind }) => kind === "ExternalSecret");
  if (!external) return undefined;
  const { secretStoreRef, data = [] } = specOf<ExternalSecret>(external);
  const vault = vaultOf(plan, secretStoreRef?.name);
  const path = data[0]?.remoteRef.key;
  return vault && path
    ? { kind: "vault", server: vault.server, mount: vault.path, path }
    : undefined;
}

function vaultOf({ components }: ClusterPlan, name: string | undefined) {
  const isStore = ({ kind, metadata }: Manifest): boolean =>
    kind === "ClusterSecretStore" && metadata.name === name;
  const store = components.flatMap(({ manifests }) => manifests).find(isStore);
  return store && specOf<SecretStore>(store).provider?.vault;
}

function controllerOf({ cluster, components }: ClusterPlan) {
  const provider = providerOf(cluster, "secret-store");
  const component = components.find(({ placement }) => provider && placement === provider);
  const services = component ? madeOf(component).filter(({ kind }) => kind === "Service") : [];
  // That of its metrics has a longer name.
  const [service] = services.map(({ metadata }) => metadata.name).sort();
  const unsealer = unsealerOf(cluster);
  const keys = unsealer?.placement === provider ? unsealer?.keys : undefined;
  return component && service ? { namespace: component.namespace, service, keys } : undefined;
}
