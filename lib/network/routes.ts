import type { Manifest } from "../kubernetes/manifest.ts";
import { titleOf } from "../kubernetes/manifest.ts";
import { coreReferences } from "../order/references/core.ts";
import { namedReferences } from "../order/references/named.ts";
import { serviceOf, leadTo } from "./services.ts";
import { servingNamespaces } from "./serving.ts";
import type { FoundWay } from "./way.ts";
import type { World } from "./world.ts";

/** Where what serves the cluster's ingress is led to. */
export function routedServices(world: World, manifest: Manifest, home: string): FoundWay[] {
  const { namespace = "" } = manifest.metadata;
  const routing = world.kinds.of(manifest).filter(({ routes }) => routes);
  const isIngress = manifest.kind === "Ingress";
  if (!isIngress && routing.length === 0) return [];
  const named = [
    ...(isIngress ? coreReferences(manifest, namespace) : []),
    ...namedReferences(manifest, routing, home),
  ];
  const from = servingNamespaces(world, "ingress");
  if (typeof from === "object" && "namespaces" in from && from.namespaces.length === 0) return [];
  return named
    .filter(({ kind }) => kind === "Service")
    .flatMap(({ namespace: at, name, key }) => {
      const service = serviceOf(world, at, name);
      const reason = `${titleOf(manifest)} leads to Service "${name}"`;
      return service ? leadTo(service, key, { from, reason }) : [];
    });
}
