import type { Cluster } from "../../model/cluster.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import { titleOf } from "../../kubernetes/manifest.ts";
import type { Span } from "../../model/addresses.ts";
import { parseAddress, parseRange } from "../../model/addresses.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import type { Rendered } from "../../build/rendered.ts";
import type { LoadBalancer } from "../../model/capability.ts";
import { providerOf } from "../../model/provider.ts";
import { fieldOf } from "../../kubernetes/paths.ts";
import { balancerOf } from "../support/balancer.ts";
import { problemAt, specOf } from "../support/rule.ts";

/** How annotations are called that ask for an address, whoever reads them; each says what the one for sharing is called. */
const asksFor = /(?:loadbalancer|lb-?ipam)[\w./-]*ips?$/i;

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
  const reads = readBy(cluster);
  const range = rangeOf(cluster);
  const holders = new Map<number, Asking>();
  const idle: Asking[] = [];
  for (const rendered of components) {
    const { name: component } = rendered;
    for (const asking of askingsOf(rendered, reads)) {
      const message = askingIssue(asking, cluster, range, holders, reads);
      if (!message && cluster.loadBalancer === undefined) idle.push(asking);
      if (message) yield problemAt(cluster, component, `${asking.what} asks for ${message}`);
    }
  }
  if (idle.length > 0) yield problemAt(cluster, undefined, noRange(idle));
}

/** The fixed addresses that a component asks for, in its Services and in those of its chart. */
export function askingsOf(component: Rendered, reads: Reads): Asking[] {
  const { name, manifests, made, isGuessed, release } = component;
  const found: Asking[] = [];
  // An address stands in the values, whatever else their record does not know.
  for (const manifest of isGuessed ? manifests.slice(made) : manifests)
    if (manifest.kind === "Service") serviceAskings(manifest, name, reads, found);
  if (isGuessed && release) valueAskings(release.values, "", `the chart of ${name}`, reads, found);
  return found;
}

/** The annotations that the cluster's provider reads; undefined where it gives no fixed addresses. */
type Reads = LoadBalancer["addresses"];

export function readBy(cluster: Cluster): Reads {
  return balancerOf(cluster)?.addresses;
}

function noRange([first, ...more]: readonly Asking[]): string {
  const { who, address } = first!;
  const ask = more.length > 0 ? `and ${more.length} more ask` : "asks";
  return `has no addresses to give, but ${who} ${ask} for one (${address}); set loadBalancer to a range`;
}

function serviceAskings(
  manifest: Manifest,
  component: string,
  reads: Reads,
  found: Asking[],
): void {
  const { annotations = {} } = manifest.metadata;
  const { loadBalancerIP: address } = specOf<{ loadBalancerIP: string }>(manifest);
  const title = titleOf(manifest);
  const who = `${title} of ${component}`;
  const sharing = reads?.sharing === undefined ? undefined : annotations[reads.sharing];
  for (const [annotation, list] of Object.entries(annotations)) {
    if (!asksFor.test(annotation) || typeof list !== "string") continue;
    const at = `${title} metadata.annotations["${annotation}"]`;
    for (const one of list.split(","))
      found.push({ who, what: at, annotation, address: one.trim(), sharing });
  }
  if (address) found.push({ who, what: `${title} spec.loadBalancerIP`, address });
}

/** Charts put a Service's annotations anywhere, so the key itself is looked for. */
function valueAskings(
  value: unknown,
  path: string,
  who: string,
  reads: Reads,
  found: Asking[],
): void {
  if (typeof value !== "object" || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const what = `value ${fieldOf(path, key)}`;
    const isAddress = key === "loadBalancerIP" || key === reads?.annotation;
    if (isAddress && typeof inner === "string" && inner !== "")
      for (const one of inner.split(",")) found.push({ who, what, address: one.trim() });
    else valueAskings(inner, fieldOf(path, key), who, reads, found);
  }
}

function askingIssue(
  asking: Asking,
  cluster: Cluster,
  range: Span | undefined,
  holders: Map<number, Asking>,
  reads: Reads,
): string | undefined {
  const { address: text, annotation, sharing } = asking;
  // The address plan knows IPv4 only.
  if (text.includes(":")) return undefined;
  const address = tryParse(parseAddress, text);
  if (address === undefined) return `"${text}", which is no IPv4 address; correct it`;
  const readable = annotation && readableAnnotation(cluster, reads, annotation);
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
  reads: Reads,
  annotation: string,
): string | undefined {
  if (!reads || reads.annotation === annotation) return undefined;
  const provider = providerOf(cluster, "load-balancer");
  return `${provider?.name ?? "its load balancer"} does not read; use the annotation ${reads.annotation}`;
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
