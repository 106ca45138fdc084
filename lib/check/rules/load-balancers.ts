import type { Cluster } from "../../model/cluster.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { Span } from "../../model/addresses.ts";
import { parseAddress, parseRange } from "../../model/addresses.ts";
import type { ClusterPlan } from "../../plan.ts";
import type { Problem } from "../../problem.ts";
import type { Rendered } from "../../build/render.ts";
import { providerOf } from "../../build/scope.ts";
import { fieldOf } from "../support/paths.ts";
import { problemAt, specOf } from "../support/rule.ts";

/** Annotations with which a Service asks for fixed addresses, to the one that lets several share an address. */
const annotations: Readonly<Record<string, string>> = {
  "metallb.io/loadBalancerIPs": "metallb.io/allow-shared-ip",
  "metallb.universe.tf/loadBalancerIPs": "metallb.universe.tf/allow-shared-ip",
  "lbipam.cilium.io/ips": "lbipam.cilium.io/sharing-key",
  "io.cilium/lb-ipam-ips": "io.cilium/lb-ipam-sharing-key",
  "kube-vip.io/loadbalancerIPs": "",
};

/** That something asks for a fixed address. */
export interface Asking {
  /** The Service or chart, with its component. */
  readonly who: string;
  /** The Service and the field, or the value. */
  readonly what: string;
  readonly annotation?: string;
  readonly address: string;
  /** Who has the same may have the same address. */
  readonly sharing?: string;
}

/** Fixed addresses of LoadBalancer Services lie in the cluster's range, and each is asked for once. */
export function* loadBalancers({ cluster, components }: ClusterPlan): Iterable<Problem> {
  const range = rangeOf(cluster);
  const holders = new Map<number, Asking>();
  const idle: Asking[] = [];
  for (const rendered of components) {
    const { name: component } = rendered;
    for (const asking of askingsOf(rendered)) {
      const message = askingIssue(asking, cluster, range, holders);
      if (!message && cluster.loadBalancer === undefined) idle.push(asking);
      if (message) yield problemAt(cluster, component, `${asking.what} asks for ${message}`);
    }
  }
  if (idle.length > 0) yield problemAt(cluster, undefined, noRange(idle));
}

/** The fixed addresses that a component asks for, in its Services and in the values of its chart. */
export function askingsOf({ name, manifests, release }: Rendered): Asking[] {
  const found: Asking[] = [];
  for (const manifest of manifests)
    if (manifest.kind === "Service") serviceAskings(manifest, name, found);
  if (release) valueAskings(release.values, "", `the chart of ${name}`, found);
  return found;
}

function noRange([first, ...more]: readonly Asking[]): string {
  const { who, address } = first!;
  const ask = more.length > 0 ? `and ${more.length} more ask` : "asks";
  return `has no addresses to give, but ${who} ${ask} for one (${address}); set loadBalancer to a range`;
}

function serviceAskings(manifest: Manifest, component: string, found: Asking[]): void {
  const { annotations: own } = manifest.metadata;
  const { loadBalancerIP: address } = specOf<{ loadBalancerIP: string }>(manifest);
  if (!own && !address) return;
  const title = titleOf(manifest);
  const who = `${title} of ${component}`;
  if (own) annotationAskings(own, `${title} metadata.annotations`, who, found);
  if (address) found.push({ who, what: `${title} spec.loadBalancerIP`, address });
}

function annotationAskings(
  own: Readonly<Record<string, unknown>>,
  what: string,
  who: string,
  found: Asking[],
): void {
  for (const annotation in annotations) {
    const list = own[annotation];
    if (typeof list !== "string") continue;
    const sharing = own[annotations[annotation]!] as string | undefined;
    const at = `${what}["${annotation}"]`;
    for (const address of list.split(","))
      found.push({ who, what: at, annotation, address: address.trim(), sharing });
  }
}

/** Charts put a Service's annotations anywhere, so the key itself is looked for. */
function valueAskings(value: unknown, path: string, who: string, found: Asking[]): void {
  if (typeof value !== "object" || value === null) return;
  const fields = value as Readonly<Record<string, unknown>>;
  annotationAskings(fields, `value ${path}`, who, found);
  for (const key in fields) {
    const inner = fields[key];
    const at = fieldOf(path, key);
    if (key === "loadBalancerIP" && typeof inner === "string" && inner !== "")
      found.push({ who, what: `value ${at}`, address: inner });
    else valueAskings(inner, at, who, found);
  }
}

function askingIssue(
  asking: Asking,
  cluster: Cluster,
  range: Span | undefined,
  holders: Map<number, Asking>,
): string | undefined {
  const { address: text, annotation, sharing } = asking;
  // The address plan knows IPv4 only.
  if (text.includes(":")) return undefined;
  const address = tryParse(parseAddress, text);
  if (address === undefined) return `"${text}", which is no IPv4 address; correct it`;
  const readable = annotation && readableAnnotation(cluster, text, annotation);
  if (readable) return `${text} in a way that ${readable}`;
  if (range && (address < range.first || address > range.last))
    return `${text}, which lies outside the cluster's range ${cluster.loadBalancer}; choose one in it`;
  const holder = holders.get(address);
  if (!holder) holders.set(address, asking);
  else if (!sharing || sharing !== holder.sharing)
    return `${text}, which ${holder.who} asks for too; choose another`;
  return undefined;
}

/** Says what the cluster's provider reads instead of this annotation; nothing where it reads it. */
function readableAnnotation(
  cluster: Cluster,
  address: string,
  annotation: string,
): string | undefined {
  const provider = providerOf(cluster, "load-balancer");
  const known = Object.keys(provider?.definition.addressAnnotations?.(address) ?? {});
  const isKnown = known.length === 0 || known.some((key) => dialect(key) === dialect(annotation));
  return isKnown
    ? undefined
    : `${provider!.name} does not read; use the annotation ${known[0]}, or scope.addressAnnotations(...)`;
}

function dialect(annotation: string): string {
  return /metallb|cilium|kube-vip/.exec(annotation)?.[0] ?? annotation;
}

function rangeOf({ loadBalancer }: Cluster): Span | undefined {
  return loadBalancer === undefined ? undefined : tryParse(parseRange, loadBalancer);
}

/** A malformed range is the address plan's to report. */
function tryParse<Value>(parse: (text: string) => Value, text: string): Value | undefined {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
