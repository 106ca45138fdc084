import { gatewayGroup, overlap, routesOfProtocol } from "../../kubernetes/gateway.ts";
import type { Listener, RouteReference, RouteRule } from "../../kubernetes/gateway.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Item } from "../../order/item.ts";
import type { Problem } from "../../problem.ts";
import { didYouMean } from "../../words.ts";
import { backendsOf, Gateways, listenersOf, namespaceOf, routeOf } from "../support/gateways.ts";
import { listed, problemAt, specOf } from "../support/rule.ts";

/**
 * What controllers of Gateway API only say in the status of objects: listeners that exclude each other, routes that no
 * listener takes, names in other namespaces that nobody granted, and what two routes answer for.
 */
export function* gateways({ cluster, index, components }: ClusterPlan): Iterable<Problem> {
  const all = new Gateways(index);
  if (all.gateways.length === 0 && all.routes.length === 0) return;
  const tell = ({ component, title }: Item, message: string): Problem =>
    problemAt(cluster, component.name, `${title} ${message}`);
  for (const item of all.gateways) {
    for (const message of gatewayIssues(item.manifest, all)) yield tell(item, message);
  }
  for (const item of all.routes) {
    for (const message of parentIssues(item.manifest, all)) yield tell(item, message);
    for (const [field, backend] of backendsOf(item.manifest)) {
      const message = grantIssue(item.manifest, field, { kind: "Service", ...backend }, all);
      if (message) yield tell(item, message);
    }
  }
  const taken = new Map<string, string>();
  for (const { name, manifests } of components)
    for (const manifest of manifests.filter(({ kind }) => kind === "Ingress"))
      for (const path of pathsOf(manifest)) taken.set(path, `${titleOf(manifest)} of ${name}`);
  for (const item of all.routes)
    for (const message of twinIssues(item, taken)) yield tell(item, message);
}

function* gatewayIssues(gateway: Manifest, all: Gateways): Iterable<string> {
  const listeners = listenersOf(gateway);
  for (const [i, listener] of listeners.entries()) {
    const other = listeners.slice(0, i).find((one) => excludes(one, listener));
    if (other)
      yield `spec.listeners[${i}] has protocol ${listener.protocol} at port ${listener.port}, where listener "${other.name}" has ${other.protocol}; give one of them another port`;
    for (const [j, secret] of (listener.tls?.certificateRefs ?? []).entries()) {
      const field = `spec.listeners[${i}].tls.certificateRefs[${j}]`;
      const message = grantIssue(gateway, field, { kind: "Secret", ...secret }, all);
      if (message) yield message;
    }
  }
}

/** One port speaks one protocol; what is told apart by the name in TLS is one (Gateway API: spec, "Listener"). */
function excludes(one: Listener, other: Listener): boolean {
  return one.port === other.port && spoken(one) !== spoken(other);
}

function spoken({ protocol }: Listener): string | undefined {
  return protocol === "HTTPS" ? "TLS" : protocol;
}

function grantIssue(
  from: Manifest,
  field: string,
  to: RouteReference,
  all: Gateways,
): string | undefined {
  const { namespace, kind, name } = to;
  if (namespace === undefined || namespace === namespaceOf(from)) return undefined;
  if (all.isGranted(from, to)) return undefined;
  return `${field} names ${kind} "${name}" of namespace ${namespace}, which no ReferenceGrant there lets a ${from.kind} of ${namespaceOf(from)} name; add one, or move one of them`;
}

/** Each parent that is a Gateway has a listener for the route. */
function* parentIssues(route: Manifest, all: Gateways): Iterable<string> {
  for (const [i, parent] of (routeOf(route).parentRefs ?? []).entries()) {
    const gateway = all.gatewayOf(parent, route)?.manifest;
    const message = gateway && attachIssue(route, parent, gateway, all);
    if (message) yield `spec.parentRefs[${i}] ${message}`;
  }
}

function attachIssue(
  route: Manifest,
  { sectionName, port }: RouteReference,
  gateway: Manifest,
  all: Gateways,
): string | undefined {
  const listeners = listenersOf(gateway);
  const title = titleOf(gateway);
  const names = listeners.flatMap(({ name }) => name ?? []);
  const named = listeners.filter(({ name }) => (sectionName ?? name) === name);
  if (named.length === 0)
    return `names listener "${sectionName}" of ${title}, which has ${listed(names)}; ${didYouMean(sectionName ?? "", names) ?? "use one of them"}`;
  const meant = named.filter((one) => (port ?? one.port) === one.port);
  if (meant.length === 0)
    return `names port ${port} of ${title}, which listens at ${listed([...new Set(named.map((one) => String(one.port)))])}; use one of them`;
  const speaking = meant.filter((one) => takesKind(one, route.kind));
  if (speaking.length === 0)
    return `names ${title}, of which no listener takes a ${route.kind}; add one that does`;
  const open = speaking.filter((one) => all.isOpenTo(one, gateway, namespaceOf(route)));
  if (open.length === 0)
    return `names ${title}, which takes no routes of namespace ${namespaceOf(route)}; open allowedRoutes.namespaces of its listener`;
  const { hostnames = [] } = routeOf(route);
  const isServed = open.some(
    ({ hostname }) => hostnames.length === 0 || hostnames.some((one) => overlap(one, hostname)),
  );
  const served = [...new Set(open.flatMap(({ hostname }) => hostname ?? []))];
  return isServed
    ? undefined
    : `names ${title}, which serves ${listed(served)} and not ${listed(hostnames)}; add a listener for that`;
}

function takesKind({ protocol = "", allowedRoutes }: Listener, kind: string): boolean {
  const kinds = allowedRoutes?.kinds;
  if (!kinds || kinds.length === 0) return routesOfProtocol[protocol]?.includes(kind) ?? true;
  return kinds.some((one) => (one.group ?? gatewayGroup) === gatewayGroup && one.kind === kind);
}

/** Of two that match the same requests of a host, the older one answers alone. */
function* twinIssues(
  { manifest, component, title }: Item,
  taken: Map<string, string>,
): Iterable<string> {
  const { parentRefs = [], hostnames = [], rules = [] } = routeOf(manifest);
  const own = `${title} of ${component.name}`;
  const told = new Set<string>();
  for (const host of hostnames)
    for (const rule of rules)
      for (const { path, match } of matchesOf(rule)) {
        const text = `${host}${path}`;
        const parents = parentRefs.map(
          (parent) => `${parentKey(parent, manifest)} ${text}${match}`,
        );
        // An Ingress is served on every port.
        const isBeside = match === "" && (rule.backendRefs ?? []).length > 0;
        const others = [...parents, ...(isBeside ? [text] : [])].map((key) => taken.get(key));
        for (const key of parents) if (!taken.has(key)) taken.set(key, own);
        const other = others.find((one) => one !== undefined && one !== own);
        if (other === undefined || told.has(text)) continue;
        told.add(text);
        yield `serves ${text}, which ${other} serves too; drop one of them`;
      }
}

function parentKey(parent: RouteReference, route: Manifest): string {
  const { namespace = namespaceOf(route), name, sectionName = "", port = "" } = parent;
  return `${namespace}/${name}/${sectionName}/${port}`;
}

interface Match {
  readonly path?: { readonly type?: string; readonly value?: string };
}

/** The paths of a rule, each with what it matches beside that: nothing where everything below the path is meant. */
function matchesOf({ matches = [] }: RouteRule): { path: string; match: string }[] {
  const all = (matches.length > 0 ? matches : [{}]) as readonly Match[];
  return all.map(({ path: { type = "PathPrefix", value = "/" } = {}, ...rest }) => {
    const isPlain = type === "PathPrefix" && Object.keys(rest).length === 0;
    return { path: value, match: isPlain ? "" : ` ${type}${JSON.stringify(rest)}` };
  });
}

interface IngressSpec {
  readonly rules: readonly {
    readonly host?: string;
    readonly http?: { readonly paths?: readonly { path?: string; pathType?: string }[] };
  }[];
}

/** Hosts with paths of an Ingress, as a route has them that matches everything below. */
function pathsOf(ingress: Manifest): string[] {
  return (specOf<IngressSpec>(ingress).rules ?? []).flatMap(({ host, http }) =>
    (http?.paths ?? [])
      .filter(({ pathType }) => pathType !== "Exact")
      .map(({ path = "/" }) => `${host}${path}`),
  );
}
