import type { ServicePort, ServiceSpec } from "../../../lib/kubernetes/constructs.ts";
import { k8s } from "../../../lib/kubernetes/constructs.ts";
import type { Scope } from "../../../lib/model/scope.ts";
import { addressAnnotations } from "../load-balancer.ts";
import type { AppOptions } from "./options.ts";
import { selectorOf } from "./options.ts";
import type { AppService, LoadBalancerService, Port } from "./port-options.ts";
import { portsOf } from "./port-options.ts";
import { replicaClaims } from "./volumes.ts";

/** The ports of an app and of what stands beside it. */
export function allPorts({ sidecars = {}, ...options }: AppOptions): Port[] {
  return [portsOf(options), ...Object.values(sidecars).map(portsOf)].flat();
}

/** The Services of an app by name, those among them that come by themselves. */
export function servicesOf(options: AppOptions): Record<string, AppService> {
  const { name, services = {} } = options;
  const inner = { type: "ClusterIP" } as const;
  return {
    ...(allPorts(options).length > 0 && { [name]: inner }),
    // By which the pods of a StatefulSet find each other.
    ...(replicaClaims(options).length > 0 && {
      [governingService(name)]: { type: "headless" } as const,
    }),
    ...services,
  };
}

const partOf = "app.kubernetes.io/part-of";

export function governingService(name: string): string {
  return `${name}-pods`;
}

/** The ports that a Service offers. */
export function offeredPorts(options: AppOptions, { ports }: AppService): Port[] {
  return allPorts(options).filter(({ name }) => ports?.includes(name) ?? true);
}

export function addServices(scope: Scope, options: AppOptions): void {
  for (const [name, service] of Object.entries(servicesOf(options))) {
    const ports = offeredPorts(options, service);
    // A name for the pods needs none; of others it is told where the options are read.
    if (ports.length === 0 && service.type !== "headless") continue;
    const isOuter = service.type === "LoadBalancer";
    if (isOuter) scope.need("load-balancer", "a Service asks for an address");
    new k8s.KubeService(scope, `${name}-service`, {
      metadata: {
        name,
        // Who scrapes the app finds one Service of it by its name.
        labels: name === options.name ? selectorOf(name) : { [partOf]: options.name },
        annotations: isOuter ? addressesOf(scope, name, service) : undefined,
      },
      spec: {
        selector: selectorOf(options.name),
        ports: ports.length > 0 ? ports.map((port) => servicePort(port, service)) : undefined,
        ...specOf(service),
      },
    });
  }
}

function servicePort(
  { name, servicePort: port, protocol }: Port,
  service: AppService,
): ServicePort {
  return {
    name,
    port,
    targetPort: k8s.IntOrString.fromString(name),
    protocol: protocol === "TCP" ? undefined : protocol,
    nodePort: service.type === "NodePort" ? service.nodePorts?.[name] : undefined,
  };
}

function specOf(service: AppService): ServiceSpec {
  switch (service.type) {
    case "headless":
      return { clusterIp: "None" };
    case "LoadBalancer":
      return {
        type: service.type,
        loadBalancerSourceRanges: service.sources && [...service.sources],
        externalTrafficPolicy: service.trafficPolicy,
      };
    case "NodePort":
      return { type: service.type };
    default:
      return {};
  }
}

function addressesOf(
  scope: Scope,
  name: string,
  { address, sharing }: LoadBalancerService,
): Record<string, string> | undefined {
  if (address === undefined && sharing === undefined) return undefined;
  if (!scope.has("load-balancer")) return undefined;
  const { addresses } = scope.from("load-balancer");
  if (address !== undefined && !addresses)
    scope.complain(
      `Service "${name}" asks for address ${address}, but what provides load-balancer gives no fixed ones; leave address out or add a component that does`,
    );
  const shared = sharing === undefined ? undefined : addresses?.sharing;
  if (sharing !== undefined && addresses && shared === undefined)
    scope.complain(
      `Service "${name}" shares an address as "${sharing}", which what provides load-balancer does not do; leave sharing out`,
    );
  return {
    ...(address !== undefined && addressAnnotations(scope, address)),
    ...(shared !== undefined && { [shared]: sharing! }),
  };
}
