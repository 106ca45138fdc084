import type { Rendered } from "../build/rendered.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { titleOf } from "../kubernetes/manifest.ts";
import type { Incoming, TrafficPort } from "../model/traffic.ts";
import { addressWays } from "./addresses.ts";
import { calledServices } from "./calls.ts";
import { monitorWays } from "./monitors.ts";
import { isSomebody, servingNamespaces } from "./serving.ts";
import { leadTo } from "./services.ts";
import { routedServices } from "./routes.ts";
import type { FoundWay, Way } from "./way.ts";
import { portOf } from "./way.ts";
import type { Pods, World } from "./world.ts";
import { podsIn } from "./world.ts";

/** Every way into pods that a cluster is known to need, each with who says so. */
export function waysOf(world: World): Way[] {
  return allWays(world).filter(({ to }) => !isToHost(world, to));
}

/** No policy reaches pods in the network of their node. */
function isToHost(world: World, { namespace, selector }: Way["to"]): boolean {
  const pods = world.pods.get(namespace)?.select(selector) ?? [];
  return pods.length > 0 && pods.every(({ isOnHost }) => isOnHost);
}

function allWays(world: World): Way[] {
  return [
    ...world.objects.flatMap(([manifest, component]) =>
      [
        ...routedServices(world, manifest, component.namespace),
        ...calledServices(world, manifest),
        ...monitorWays(world, manifest),
        ...outerWays(manifest),
      ].map((one) => ({ ...one, component })),
    ),
    ...[...world.pods.values()].flatMap(({ all }) => all.flatMap(hostPortWays)),
    ...addressWays(world),
    ...saidWays(world),
  ];
}

/** A Service that has an address outside of the cluster is there for whoever reaches that. */
function outerWays(service: Manifest): FoundWay[] {
  const { type, externalIPs } = (service["spec"] ?? {}) as {
    type?: string;
    externalIPs?: readonly string[];
  };
  const isOuter = type === "LoadBalancer" || type === "NodePort" || externalIPs?.length;
  if (service.kind !== "Service" || !isOuter) return [];
  const reason = `${titleOf(service)} is reached from outside (${type ?? "externalIPs"})`;
  return leadTo(service, undefined, { from: "anyone", reason });
}

function hostPortWays({ isOnHost, component, ...pods }: Pods): Way[] {
  if (isOnHost) return [];
  const { namespace, selector, manifest } = pods;
  return pods.template.spec.containers
    .flatMap(({ ports = [] }) => ports as readonly { hostPort?: number; containerPort: number }[])
    .filter(({ hostPort }) => hostPort !== undefined)
    .map(({ hostPort, containerPort, ...port }) => ({
      from: "anyone",
      to: { namespace, selector, name: manifest.metadata.name },
      ports: [{ port: containerPort, protocol: protocolOf(port) }],
      reason: `port ${hostPort} of its node leads to ${titleOf(manifest)}`,
      component,
    }));
}

function protocolOf({ protocol = "TCP" }: { protocol?: string }): string {
  return protocol;
}

/** What components, placements and kinds say. */
function saidWays(world: World): Way[] {
  const ofComponents = world.components.flatMap((component) => {
    const { namespace, name, traffic } = component;
    return (traffic.from ?? []).flatMap((incoming) =>
      targetsOf(world, namespace, name, incoming.ports).map((to) => ({
        ...said(world, incoming, { to, component, home: namespace }),
        isSaid: true,
      })),
    );
  });
  const ofKinds = world.objects.flatMap(([manifest, component]) => {
    const { namespace = "", name } = manifest.metadata;
    return world.kinds.of(manifest).flatMap((facts) =>
      (facts.traffic?.(manifest, world.find) ?? []).flatMap(({ pods, from = [] }) => {
        const to = { namespace, selector: { matchLabels: pods }, name };
        const home = controllerOf(world, manifest) ?? namespace;
        return from.map((incoming) => said(world, incoming, { to, component, home }));
      }),
    );
  });
  return [...ofComponents, ...ofKinds].filter(({ from }) => isSomebody(from));
}

/** All pods of a component that has a namespace for itself, those of operators too; else those that it is known to run. */
function targetsOf(
  world: World,
  namespace: string,
  component: string,
  ports: readonly TrafficPort[] = [],
): Way["to"][] {
  const pods = podsIn(world, namespace);
  const own = pods.filter((one) => one.component.name === component);
  if (own.length === pods.length) return [{ namespace, selector: {}, name: component }];
  const wanted = new Set(ports.map((port) => portOf(port).port));
  const fitting = own.filter((one) =>
    one.ports.some(({ name = "", containerPort }) => wanted.has(name) || wanted.has(containerPort)),
  );
  return (fitting.length > 0 ? fitting : own).map(({ selector, manifest }) => ({
    namespace,
    selector,
    name: manifest.metadata.name,
  }));
}

interface Told {
  readonly to: Way["to"];
  readonly component: Rendered;
  /** Where the controller of a kind runs. */
  readonly home: string;
}

function said(world: World, incoming: Incoming, { home, ...told }: Told): Way {
  const { ports, why } = incoming;
  const from = sourceOf(world, incoming, home);
  return { ...told, from, ports: ports?.map(portOf), reason: why };
}

function sourceOf(world: World, { who, namespace, cidr }: Incoming, home: string): Way["from"] {
  if (namespace !== undefined) return { namespaces: [namespace] };
  if (cidr !== undefined) return { cidr };
  if (who === "controller") return { namespaces: [home] };
  return who === "ingress" || who === "metrics" ? servingNamespaces(world, who) : (who ?? "anyone");
}

/** The namespace of the component that brings a kind. */
function controllerOf({ components }: World, { apiVersion, kind }: Manifest): string | undefined {
  const group = apiVersion.split("/", 1)[0];
  const keys = [`${group}/${kind}`, `${group}/*`];
  return components.find(({ placement }) =>
    keys.some((key) => placement?.definition.kinds?.[key] !== undefined),
  )?.namespace;
}
