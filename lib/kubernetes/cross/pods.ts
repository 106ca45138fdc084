import { parseQuantity } from "../quantity.ts";
import { portIssues } from "./ports.ts";
import { fieldList, fieldsIn, listed, shown } from "./read.ts";
import type { Fields } from "./read.ts";

/** What fields of a pod say against each other, as `<path> <found>; <what to do>`; the API server takes none of it. */
export function* podIssues(spec: Fields, at: string): Iterable<string> {
  yield* hostIssues(spec, at);
  yield* volumeIssues(spec, at);
  yield* affinityIssues(spec, at);
  yield* hostPortIssues(spec, at);
  const claims = new Set(fieldList(spec["resourceClaims"]).map(({ name }) => name));
  const grace = Number(spec["terminationGracePeriodSeconds"] ?? 30);
  for (const part of ["initContainers", "containers"])
    for (const [i, container] of fieldList(spec[part]).entries()) {
      const path = `${at}.${part}[${i}]`;
      yield* containerIssues(container, path, spec);
      yield* portIssues(fieldList(container["ports"]), `${path}.ports`);
      yield* sleepIssues(container, path, grace);
      for (const [j, { name }] of fieldList(fieldsIn(container["resources"])["claims"]).entries())
        if (!claims.has(name))
          yield `${path}.resources.claims[${j}].name is "${shown(name)}", which spec.resourceClaims does not have; add it there`;
      if (part === "initContainers" && container["restartPolicy"] !== "Always")
        yield* startIssues(container, path);
    }
}

/** Namespaces of the node that exclude each other. */
function* hostIssues(spec: Fields, at: string): Iterable<string> {
  const { hostUsers, shareProcessNamespace, hostPID, hostNetwork, hostnameOverride } = spec;
  for (const field of ["hostNetwork", "hostPID", "hostIPC"])
    if (hostUsers === false && spec[field] === true)
      yield `${at}.hostUsers is false beside ${field}, which has the users of the node; drop one of them`;
  if (shareProcessNamespace === true && hostPID === true)
    yield `${at}.shareProcessNamespace is true beside hostPID; drop one of them`;
  if (typeof hostnameOverride === "string" && hostNetwork === true)
    yield `${at}.hostnameOverride is set beside hostNetwork, which has the name of the node; drop one of them`;
}

function* containerIssues(container: Fields, path: string, spec: Fields): Iterable<string> {
  const context = fieldsIn(container["securityContext"]);
  const procMount = context["procMount"] ?? "Default";
  if (procMount !== "Default" && procMount !== "" && spec["hostUsers"] !== false)
    yield `${path}.securityContext.procMount is ${shown(procMount)}, which needs hostUsers: false of the pod; set it or use Default`;
  for (const [i, { valueFrom }] of fieldList(container["env"]).entries())
    yield* divisorIssue(fieldsIn(valueFrom), `${path}.env[${i}].valueFrom`);
  for (const [i, port] of fieldList(container["ports"]).entries()) {
    const { hostPort, containerPort } = port;
    if (spec["hostNetwork"] === true && hostPort && hostPort !== containerPort)
      yield `${path}.ports[${i}].hostPort is ${shown(hostPort)}, other than containerPort ${shown(containerPort)} on the node's own network; use the same`;
  }
  for (const [i, mount] of fieldList(container["volumeMounts"]).entries())
    yield* mountIssues(mount, `${path}.volumeMounts[${i}]`, context["privileged"] === true);
}

/** Cores are told whole or in thousandths, all else by a unit of bytes. */
const divisors = {
  cores: new Set([0, 0.001, 1]),
  bytes: new Set([0, ...[0, 1, 2, 3, 4, 5, 6].flatMap((power) => [1000 ** power, 1024 ** power])]),
};

function* divisorIssue({ resourceFieldRef }: Fields, path: string): Iterable<string> {
  const { divisor = "0", resource = "" } = fieldsIn(resourceFieldRef);
  const isCores = String(resource).endsWith(".cpu");
  if (typeof divisor === "object" || divisors[isCores ? "cores" : "bytes"].has(amount(divisor)))
    return;
  yield `${path}.resourceFieldRef.divisor is ${shown(divisor)}; use ${isCores ? "1 or 1m" : "1 or a unit such as 1Mi"}`;
}

function amount(value: unknown): number {
  try {
    return parseQuantity(value as string);
  } catch {
    return 0;
  }
}

/** A port of the node is one container's, of all that run at a time. */
function* hostPortIssues(spec: Fields, at: string): Iterable<string> {
  const taken = new Map<string, string>();
  for (const part of ["initContainers", "containers"])
    for (const [i, container] of fieldList(spec[part]).entries()) {
      if (part === "initContainers" && container["restartPolicy"] !== "Always") continue;
      for (const [j, port] of fieldList(container["ports"]).entries()) {
        const { hostPort, hostIP = "", protocol = "TCP" } = port;
        if (!hostPort) continue;
        const path = `${part}[${i}].ports[${j}]`;
        const name = `${shown(hostPort)}/${shown(protocol)}${hostIP === "" ? "" : ` of ${shown(hostIP)}`}`;
        const other = taken.get(name);
        if (other) yield `${at}.${path}.hostPort ${name} is that of ${other}; use another`;
        else taken.set(name, path);
      }
    }
}

function* mountIssues(mount: Fields, path: string, isPrivileged: boolean): Iterable<string> {
  const { mountPropagation: propagation = "None", recursiveReadOnly: recursive = "Disabled" } =
    mount;
  if (propagation === "Bidirectional" && !isPrivileged)
    yield `${path}.mountPropagation is Bidirectional, which only a privileged container may have; use HostToContainer`;
  if (recursive === "Disabled") return;
  if (mount["readOnly"] !== true)
    yield `${path}.recursiveReadOnly is ${shown(recursive)} where readOnly is not true; set it`;
  else if (propagation !== "None")
    yield `${path}.recursiveReadOnly is ${shown(recursive)} beside mountPropagation ${shown(propagation)}; drop one of them`;
}

function* sleepIssues(container: Fields, path: string, grace: number): Iterable<string> {
  for (const moment of ["postStart", "preStop"]) {
    const handler = fieldsIn(fieldsIn(container["lifecycle"])[moment]);
    const { seconds } = fieldsIn(handler["sleep"]);
    if (typeof seconds === "number" && seconds > grace)
      yield `${path}.lifecycle.${moment}.sleep.seconds is ${seconds}, more than terminationGracePeriodSeconds, which is ${grace}; sleep less or raise it`;
  }
}

/** What runs to its end before the others has no life to look at. */
function* startIssues(container: Fields, path: string): Iterable<string> {
  for (const field of ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"])
    if (container[field] !== undefined && container[field] !== null)
      yield `${path}.${field} is set where the container runs to its end before the others; drop it, or set restartPolicy: Always`;
}

function* volumeIssues({ volumes }: Fields, at: string): Iterable<string> {
  for (const [i, { projected, downwardAPI }] of fieldList(volumes).entries()) {
    for (const [j, item] of fieldList(fieldsIn(downwardAPI)["items"]).entries())
      yield* divisorIssue(item, `${at}.volumes[${i}].downwardAPI.items[${j}]`);
    const taken = new Set<unknown>();
    for (const source of fieldList(fieldsIn(projected)["sources"]))
      for (const path of pathsOf(source)) {
        if (taken.has(path))
          yield `${at}.volumes[${i}].projected writes "${shown(path)}" twice; give one of them another path`;
        taken.add(path);
      }
  }
}

function pathsOf(source: Fields): unknown[] {
  const items = ["configMap", "downwardAPI", "secret"].flatMap((kind) =>
    fieldList(fieldsIn(source[kind])["items"]).map(({ path }) => path),
  );
  const { path } = fieldsIn(source["serviceAccountToken"]);
  return path === undefined ? items : [...items, path];
}

/** Labels that are compared as numbers are compared with one. */
function* affinityIssues({ affinity }: Fields, at: string): Iterable<string> {
  const node = fieldsIn(fieldsIn(affinity)["nodeAffinity"]);
  const required = "requiredDuringSchedulingIgnoredDuringExecution";
  const terms = fieldList(fieldsIn(node[required])["nodeSelectorTerms"]);
  for (const [i, term] of terms.entries())
    for (const [j, { operator, values }] of fieldList(term["matchExpressions"]).entries())
      if (/^[GL]t$/.test(String(operator)) && Array.isArray(values) && values.length !== 1)
        yield `${at}.affinity.nodeAffinity.${required}.nodeSelectorTerms[${i}].matchExpressions[${j}].values is ${listed(values)}, where ${shown(operator)} compares with one number; leave one`;
}
