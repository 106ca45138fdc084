import { perObject } from "../kubernetes/each.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { groupOf, titleOf } from "../kubernetes/manifest.ts";
import { leadTo, serviceOf } from "./services.ts";
import type { FoundWay } from "./way.ts";
import type { World } from "./world.ts";

interface Called {
  readonly namespace?: string;
  readonly name?: string;
  /** @default 443 */
  readonly port?: number;
}

interface Client {
  readonly clientConfig?: { readonly service?: Called };
}

/** Services that the API server calls by itself: webhooks, conversions of kinds, APIs that others serve. */
export function calledServices(world: World, manifest: Manifest): FoundWay[] {
  const called = calledBy(manifest);
  if (called.length === 0) return [];
  const reason = `the API server calls it: ${titleOf(manifest)}`;
  return called.flatMap(({ namespace = "", name = "", port = 443 }) => {
    const service = serviceOf(world, namespace, name);
    return service ? leadTo(service, port, { from: "nodes", reason }) : [];
  });
}

const calls: Readonly<Record<string, (manifest: Manifest) => readonly (Called | undefined)[]>> = {
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": webhooks,
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": webhooks,
  "apiextensions.k8s.io/CustomResourceDefinition": ({ spec }) => {
    const { conversion } = (spec ?? {}) as { conversion?: { webhook?: Client } };
    return [conversion?.webhook?.clientConfig?.service];
  },
  "apiregistration.k8s.io/APIService": ({ spec }) => [
    ((spec ?? {}) as { service?: Called }).service,
  ],
};

const calledBy = perObject((manifest): readonly Called[] => {
  const found = calls[`${groupOf(manifest.apiVersion)}/${manifest.kind}`]?.(manifest) ?? [];
  const distinct = new Map(found.map((one) => [JSON.stringify(one), one]));
  return [...distinct.values()].filter((one) => one !== undefined && one !== null);
});

function webhooks(manifest: Manifest): readonly (Called | undefined)[] {
  const { webhooks: all = [] } = manifest as unknown as { webhooks?: readonly Client[] };
  return all.map(({ clientConfig }) => clientConfig?.service);
}
