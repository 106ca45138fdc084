import type { LabelSelector } from "../kubernetes/labels.ts";
import { selects } from "../kubernetes/labels.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { titleOf } from "../kubernetes/manifest.ts";
import type { KindFacts } from "../model/kind.ts";
import { leadTo } from "./services.ts";
import { isSomebody, servingNamespaces } from "./serving.ts";
import type { FoundWay, Way } from "./way.ts";
import type { World } from "./world.ts";
import { selectPods } from "./world.ts";

interface Spec {
  readonly selector?: LabelSelector;
  readonly namespaceSelector?: { readonly any?: boolean; readonly matchNames?: readonly string[] };
}

interface Endpoint {
  readonly port?: string;
  readonly portNumber?: number;
  readonly targetPort?: number | string;
}

/** What a monitor has scraped. */
export function monitorWays(world: World, monitor: Manifest): FoundWay[] {
  return world.kinds
    .of(monitor)
    .flatMap(({ scrapes }) => (scrapes ? scrapedBy(world, monitor, scrapes) : []));
}

function scrapedBy(
  world: World,
  monitor: Manifest,
  { what, endpoints }: NonNullable<KindFacts["scrapes"]>,
): FoundWay[] {
  const spec = (monitor["spec"] ?? {}) as Spec & Readonly<Record<string, unknown>>;
  const list = (spec[endpoints] ?? []) as readonly Endpoint[];
  const from = servingNamespaces(world, "metrics");
  if (!spec.selector || !isSomebody(from)) return [];
  const way = { from, reason: `${titleOf(monitor)} has it scraped` };
  const isThere = placesOf(spec, monitor.metadata.namespace ?? "");
  return what === "pods"
    ? podWays(world, spec.selector, list, { ...way, isThere })
    : serviceWays(world, spec.selector, list, { ...way, isThere });
}

interface Scraping extends Pick<Way, "from" | "reason"> {
  readonly isThere: (namespace: string) => boolean;
}

function serviceWays(
  world: World,
  selector: LabelSelector,
  endpoints: readonly Endpoint[],
  { isThere, ...way }: Scraping,
): FoundWay[] {
  const selected = [...world.services.values()].filter(
    ({ metadata: { namespace = "", labels = {} } }) =>
      isThere(namespace) && selects(selector, labels),
  );
  return selected.flatMap((service) =>
    endpoints.flatMap(({ port, targetPort }) => {
      if (port !== undefined || targetPort === undefined) return leadTo(service, port, way);
      const ports = [{ port: targetPort, protocol: "TCP" }];
      return leadTo(service, undefined, way).map((one) => ({ ...one, ports }));
    }),
  );
}

function podWays(
  world: World,
  selector: LabelSelector,
  endpoints: readonly Endpoint[],
  { isThere, ...way }: Scraping,
): FoundWay[] {
  const ports = endpoints.flatMap(({ port, portNumber, targetPort }) => {
    const at = port ?? portNumber ?? targetPort;
    return at === undefined ? [] : [{ port: at, protocol: "TCP" }];
  });
  return [...world.pods.keys()].filter(isThere).flatMap((namespace) =>
    selectPods(world, namespace, selector).map((pods) => ({
      ...way,
      ports,
      to: { namespace, selector: pods.selector, name: pods.manifest.metadata.name },
    })),
  );
}

function placesOf({ namespaceSelector }: Spec, home: string): (namespace: string) => boolean {
  if (namespaceSelector?.any) return () => true;
  const names = namespaceSelector?.matchNames ?? [];
  return (namespace) => (names.length > 0 ? names.includes(namespace) : namespace === home);
}
