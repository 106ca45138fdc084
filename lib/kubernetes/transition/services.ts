import type { Manifest } from "../manifest.ts";
import { always, each, filledIn, preset } from "./shapes.ts";
import type { Shape } from "./shapes.ts";

/** An address, port or family that the server chose: it is known only that there is one. */
export const chosen = "(chosen by the server)";

interface Port {
  readonly port: number;
  readonly protocol?: string;
  readonly nodePort?: number | string;
}

export interface ServiceSpec {
  readonly type?: string;
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly ipFamilies?: readonly string[];
  readonly ports?: readonly Port[];
  readonly externalTrafficPolicy?: string;
  readonly healthCheckNodePort?: number | string;
  readonly loadBalancerClass?: string;
  readonly [field: string]: unknown;
}

const hasAddress = ({ type = "ClusterIP" }: ServiceSpec): boolean => type !== "ExternalName";
const isLoadBalancer = ({ type }: ServiceSpec): boolean => type === "LoadBalancer";
const isOutside = ({ type }: ServiceSpec): boolean =>
  type === "NodePort" || isLoadBalancer({ type });
const hasHealthCheck = (spec: ServiceSpec): boolean =>
  isLoadBalancer(spec) && spec.externalTrafficPolicy === "Local";

const shape: Shape = {
  type: "ClusterIP",
  sessionAffinity: "None",
  sessionAffinityConfig: (value, { sessionAffinity }) =>
    sessionAffinity === "ClientIP"
      ? (value ?? { clientIP: { timeoutSeconds: 10_800 } })
      : undefined,
  ports: each({ protocol: "TCP", targetPort: preset(({ port }) => port) }),
  externalTrafficPolicy: preset((spec) => (isOutside(spec) ? "Cluster" : undefined)),
  internalTrafficPolicy: preset((spec) => (hasAddress(spec) ? "Cluster" : undefined)),
  allocateLoadBalancerNodePorts: preset((spec) => (isLoadBalancer(spec) ? true : undefined)),
};

const allocated: Shape = {
  clusterIP: preset((spec) => (hasAddress(spec) ? chosen : undefined)),
  ipFamilyPolicy: preset((spec) => (hasAddress(spec) ? "SingleStack" : undefined)),
  ipFamilies: preset((spec) => (hasAddress(spec) ? [chosen] : undefined)),
  healthCheckNodePort: preset((spec) => (hasHealthCheck(spec) ? chosen : undefined)),
  ports: (value, spec) =>
    isOutside(spec) && spec["allocateLoadBalancerNodePorts"] !== false
      ? each({ nodePort: chosen })(value, spec)
      : value,
};

/** A Service as the server has it when it is new. */
export function filledService(service: Manifest): Manifest {
  return { ...service, spec: filledIn(allocated, specOf(service)) };
}

/** What the server makes of a Service that was another one before: it keeps what it gave, and drops what is of no use. */
export function updatedService(old: Manifest, service: Manifest): Manifest {
  const [was, spec] = [old["spec"] as ServiceSpec, specOf(service)];
  const kept = withoutUseless(was, withAllocated(was, spec));
  return { ...service, spec: filledIn(allocated, kept) };
}

function specOf({ spec }: Manifest): ServiceSpec {
  return always(shape)(spec, {}) as ServiceSpec;
}

function withAllocated(was: ServiceSpec, spec: ServiceSpec): ServiceSpec {
  const result: Record<string, unknown> = { ...spec };
  if (hasAddress(was) && hasAddress(spec))
    for (const field of ["clusterIP", "ipFamilies", "ipFamilyPolicy"]) result[field] ??= was[field];
  if (hasHealthCheck(was) && hasHealthCheck(spec))
    result["healthCheckNodePort"] ??= was.healthCheckNodePort;
  if (isOutside(was) && isOutside(spec)) {
    const ports = new Map(was.ports?.map((port) => [nameOf(port), port.nodePort]));
    result["ports"] = spec.ports?.map((port) => {
      const nodePort = port.nodePort ?? ports.get(nameOf(port));
      return nodePort === undefined ? port : { ...port, nodePort };
    });
  }
  return result;
}

/** Whatever a former type left behind goes, unless it was changed at the same time. */
function withoutUseless(was: ServiceSpec, spec: ServiceSpec): ServiceSpec {
  const result: Record<string, unknown> = { ...spec };
  const drop = (isUseless: boolean, ...fields: readonly string[]): void => {
    for (const field of fields)
      if (isUseless && JSON.stringify(was[field]) === JSON.stringify(spec[field]))
        delete result[field];
  };
  drop(
    hasAddress(was) && !hasAddress(spec),
    "clusterIP",
    "clusterIPs",
    "ipFamilies",
    "ipFamilyPolicy",
  );
  drop(hasHealthCheck(was) && !hasHealthCheck(spec), "healthCheckNodePort");
  drop(
    isLoadBalancer(was) && !isLoadBalancer(spec),
    "allocateLoadBalancerNodePorts",
    "loadBalancerClass",
  );
  drop(isOutside(was) && !isOutside(spec), "externalTrafficPolicy");
  drop(hasAddress(was) && !hasAddress(spec), "internalTrafficPolicy");
  if (isOutside(was) && !isOutside(spec) && nodePortsOf(was) === nodePortsOf(spec))
    result["ports"] = spec.ports?.map((port) => ({ ...port, nodePort: undefined }));
  return result;
}

function nodePortsOf({ ports = [] }: ServiceSpec): string {
  const given = ports.filter(({ nodePort }) => nodePort !== undefined);
  return given
    .map((port) => `${nameOf(port)} ${port.nodePort}`)
    .toSorted()
    .join();
}

function nameOf({ port, protocol }: Port): string {
  return `${port}/${protocol}`;
}
