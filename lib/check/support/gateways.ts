import type { Listener, RouteReference, RouteSpec } from "../../kubernetes/gateway.ts";
import { gatewayGroup, isRoute } from "../../kubernetes/gateway.ts";
import { selects } from "../../kubernetes/labels.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import { groupOf, identity } from "../../kubernetes/manifest.ts";
import type { Index, Item } from "../../order/item.ts";
import { specOf } from "./rule.ts";

interface Grant {
  readonly from?: readonly { group?: string; kind?: string; namespace?: string }[];
  readonly to?: readonly { group?: string; kind?: string; name?: string }[];
}

/** The objects of Gateway API in a cluster, and what lets them reach each other. */
export class Gateways {
  readonly gateways: readonly Item[];
  readonly routes: readonly Item[];
  readonly #index: Index;
  readonly #grants: ReadonlyMap<string, readonly Grant[]>;

  constructor(index: Index) {
    const all = index.items.filter(({ manifest }) => groupOf(manifest.apiVersion) === gatewayGroup);
    const of = (kind: string) => all.filter(({ manifest }) => manifest.kind === kind);
    this.#index = index;
    this.gateways = of("Gateway");
    this.routes = all.filter(({ manifest }) => isRoute(manifest));
    this.#grants = new Map(
      [...Map.groupBy(of("ReferenceGrant"), ({ manifest }) => namespaceOf(manifest))].map(
        ([namespace, grants]) => [
          namespace,
          grants.map(({ manifest }) => specOf<Grant>(manifest) as Grant),
        ],
      ),
    );
  }

  /** The Gateway that a parent of a route is; undefined for a parent of another kind, or one that is not there. */
  gatewayOf(parent: RouteReference, route: Manifest): Item | undefined {
    const { group = gatewayGroup, kind = "Gateway", name } = parent;
    if (group !== gatewayGroup || kind !== "Gateway") return undefined;
    const namespace = parent.namespace ?? namespaceOf(route);
    return this.gateways.find(
      ({ manifest }) => manifest.metadata.name === name && namespaceOf(manifest) === namespace,
    );
  }

  /** Whether a listener of a Gateway takes routes of a namespace; unknown labels are taken for the right ones. */
  isOpenTo({ allowedRoutes = {} }: Listener, gateway: Manifest, namespace: string): boolean {
    const { from = "Same", selector = {} } = allowedRoutes.namespaces ?? {};
    if (from !== "Selector") return from === "All" || namespaceOf(gateway) === namespace;
    const found = this.#index.makers.get(identity("", "Namespace", "", namespace))?.manifest;
    const labels = { "kubernetes.io/metadata.name": namespace, ...found?.metadata.labels };
    return found?.kind !== "Namespace" || selects(selector, labels);
  }

  /** Whether an object may name one of another namespace. */
  isGranted(from: Manifest, { group = "", kind = "", namespace = "", name }: RouteReference) {
    const own = { group: groupOf(from.apiVersion), kind: from.kind, namespace: namespaceOf(from) };
    return (this.#grants.get(namespace) ?? []).some(
      (grant) =>
        grant.from?.some(
          (one) =>
            one.group === own.group && one.kind === own.kind && one.namespace === own.namespace,
        ) &&
        grant.to?.some(
          (one) => (one.group ?? "") === group && one.kind === kind && (one.name ?? name) === name,
        ),
    );
  }
}

export function namespaceOf({ metadata }: Manifest): string {
  return metadata.namespace ?? "";
}

export function listenersOf(gateway: Manifest): readonly Listener[] {
  return specOf<{ readonly listeners: readonly Listener[] }>(gateway).listeners ?? [];
}

export function routeOf(route: Manifest): RouteSpec {
  return specOf<RouteSpec>(route);
}

/** Everything that a route hands requests on to, with where it says so. */
export function* backendsOf(route: Manifest): Iterable<readonly [string, RouteReference]> {
  for (const [i, { backendRefs = [], filters = [] }] of (routeOf(route).rules ?? []).entries()) {
    const at = `spec.rules[${i}]`;
    for (const [j, { requestMirror }] of filters.entries())
      if (requestMirror?.backendRef)
        yield [`${at}.filters[${j}].requestMirror.backendRef`, requestMirror.backendRef];
    for (const [j, backend] of backendRefs.entries()) {
      yield [`${at}.backendRefs[${j}]`, backend];
      for (const [k, { requestMirror }] of (backend.filters ?? []).entries())
        if (requestMirror?.backendRef)
          yield [
            `${at}.backendRefs[${j}].filters[${k}].requestMirror.backendRef`,
            requestMirror.backendRef,
          ];
    }
  }
}
