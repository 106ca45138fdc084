import { kindOf } from "../health.ts";
import type { World } from "../stand-ins/row.ts";
import type { VaultStandIn } from "./vault.ts";

interface Source {
  readonly data: readonly {
    readonly secretKey: string;
    readonly remoteRef: { readonly key: string; readonly property: string };
  }[];
}

/** Brings what Vault holds into the cluster when the annotation for that changes, as external-secrets does. */
export function refreshOnDemand({ view }: World, vault: VaultStandIn): void {
  const seen = new Map<string, string | undefined>();
  view.onEvent(({ object }) => {
    if (kindOf(object) !== "external-secrets.io/ExternalSecret") return;
    const { namespace, name, annotations, uid } = object.metadata;
    const mark = annotations?.["force-sync"];
    if (mark === undefined || seen.get(uid) === mark) return;
    seen.set(uid, mark);
    const { data } = object["spec"] as Source;
    const stringData = Object.fromEntries(
      data.map(({ secretKey, remoteRef }) => [
        secretKey,
        vault.kept.get(remoteRef.key)?.[remoteRef.property] ?? "",
      ]),
    );
    const secret = { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, stringData };
    void view.kube.apply(`/api/v1/namespaces/${namespace}/secrets/${name}`, secret);
  });
}
