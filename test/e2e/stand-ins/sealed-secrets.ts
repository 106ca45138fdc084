import { createPrivateKey } from "node:crypto";
import { unsealerOf } from "../../../lib/build/unsealer.ts";
import { namespaceOf } from "../../../lib/model/placement.ts";
import { unseal } from "../../support/unseal.ts";
import type { KubeObject } from "../kube.ts";
import type { World } from "./row.ts";

interface SealedSpec {
  readonly encryptedData?: Readonly<Record<string, string>>;
  readonly template?: { readonly metadata?: object };
}

/** What the controller does with an object: its keys open each value. Answers false while none of them does. */
export async function writeUnsealed(object: KubeObject, world: World): Promise<boolean> {
  const { kube } = world.view;
  const { namespace, name } = object.metadata;
  const { encryptedData = {}, template } = object["spec"] as SealedSpec;
  const keys = await keysOf(world);
  const data = Object.entries(encryptedData).map(([key, sealed]) => [
    key,
    opened(sealed, `${namespace}/${name}`, keys),
  ]);
  if (data.some(([, value]) => value === undefined)) return false;
  const status = await kube.apply(`/api/v1/namespaces/${namespace}/secrets/${name}`, {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { ...template?.metadata, name, namespace },
    stringData: Object.fromEntries(data) as Record<string, string>,
  });
  return status < 300;
}

async function keysOf({ cluster, view }: World): Promise<string[]> {
  const { placement, keys } = unsealerOf(cluster)!;
  const path = `/api/v1/namespaces/${namespaceOf(placement)}/secrets`;
  const found = await view.kube.list(`${path}?labelSelector=${encodeURIComponent(keys)}`);
  return found.map((secret) => {
    const { "tls.key": key = "" } = secret["data"] as Record<string, string>;
    return Buffer.from(key, "base64").toString();
  });
}

function opened(sealed: string, label: string, keys: readonly string[]): string | undefined {
  for (const key of keys) {
    try {
      return unseal(sealed, label, createPrivateKey(key));
    } catch {
      // It is sealed for another one.
    }
  }
  return undefined;
}
