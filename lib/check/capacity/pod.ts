import type { Measured } from "../../model/run-time.ts";
import type { Container } from "../../order/references/pod.ts";
import type { ScheduledPodSpec } from "../support/placing.ts";
import type { Amount } from "./amount.ts";
import { add, larger, nothing, read } from "./amount.ts";

type Requests = Readonly<Record<string, string | number>>;

/** What a LimitRange gives to containers that say nothing. */
export interface Defaults {
  readonly requests?: Requests;
  readonly limits?: Requests;
}

export interface CountedPodSpec extends ScheduledPodSpec {
  readonly overhead?: Requests;
  /** Of the pod as a whole: they count in the place of its containers'. */
  readonly resources?: { readonly requests?: Requests; readonly limits?: Requests };
  readonly topologySpreadConstraints?: readonly {
    readonly maxSkew: number;
    readonly topologyKey: string;
    readonly whenUnsatisfiable: string;
  }[];
}

/** What the scheduler keeps for a pod (Kubernetes docs: sidecar-containers, "Resource sharing within containers"). */
export function podSize(spec: CountedPodSpec, overhead: Requests, defaults: Defaults): Amount {
  let running = nothing;
  let starting = nothing;
  let sidecars = nothing;
  for (const container of spec.initContainers ?? []) {
    const asked = asksOf(container, defaults);
    if (container.restartPolicy === "Always") sidecars = add(sidecars, asked);
    // It runs alone, but for the sidecars that were started before it.
    starting = larger(
      starting,
      container.restartPolicy === "Always" ? sidecars : add(sidecars, asked),
    );
  }
  for (const container of spec.containers) running = add(running, asksOf(container, defaults));
  const summed = larger(add(running, sidecars), starting);
  const whole = asWhole(spec.resources, summed);
  const more = amountOf(spec.overhead ?? overhead);
  return { ...add(whole, more), pods: 1, addresses: spec.hostNetwork ? 0 : 1 };
}

/** What a pod asks for as a whole counts more than what its containers do. */
function asWhole({ requests = {}, limits = {} }: Defaults = {}, summed: Amount): Amount {
  const pick = (name: string, unit: "milli" | "byte", own: number): number => {
    if (requests[name] !== undefined) return read(requests[name], unit);
    return own > 0 ? own : read(limits[name], unit);
  };
  const cpu = pick("cpu", "milli", summed.cpu);
  return { ...summed, cpu, memory: pick("memory", "byte", summed.memory) };
}

/** A limit without a request is the request. */
function asksOf({ resources: { requests, limits } = {} }: Container, defaults: Defaults): Amount {
  return amountOf({ ...defaults.limits, ...defaults.requests, ...limits, ...requests });
}

function amountOf(asked: Requests): Amount {
  const cpu = read(asked["cpu"], "milli");
  const memory = read(asked["memory"], "byte");
  return { ...nothing, cpu, memory, storage: read(asked["ephemeral-storage"], "byte") };
}

/** The containers that run as long as the pod does, and ask for neither CPU nor memory. */
export function silentContainers(spec: CountedPodSpec, defaults: Defaults): string[] {
  if (spec.resources?.requests ?? spec.resources?.limits) return [];
  const sidecars = (spec.initContainers ?? []).filter((one) => one.restartPolicy === "Always");
  const isSilent = (container: Container): boolean => {
    const { cpu, memory } = asksOf(container, defaults);
    return cpu === 0 && memory === 0;
  };
  return [...spec.containers, ...sidecars].filter(isSilent).map(({ name }) => name);
}

export function measuredAmount({ cpu, memory }: Measured): Amount {
  return { ...nothing, cpu: read(cpu, "milli"), memory: read(memory, "byte") };
}

/** Whether two of these pods would want the same port of a node. */
export function takesHostPorts({ containers, initContainers = [], hostNetwork }: CountedPodSpec) {
  const ports = [...containers, ...initContainers].flatMap((one) => one.ports ?? []);
  return ports.some((port) => hostNetwork || (port as { hostPort?: number }).hostPort);
}
