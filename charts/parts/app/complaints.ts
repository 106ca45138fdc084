import type { Scope } from "../../../lib/model/scope.ts";
import { didYouMean } from "../../../lib/words.ts";
import { containersOf } from "./files.ts";
import { grpcPorts } from "./health.ts";
import { hostsOf } from "./hosts.ts";
import type { AppOptions, PodOptions } from "./options.ts";
import { mostReplicas } from "./options.ts";
import { portsOf } from "./port-options.ts";
import { allPorts } from "./services.ts";
import { isClaimed, isForOneNode } from "./volume-options.ts";
import { replicaClaims } from "./volumes.ts";

/** Tells of options of an app that do not go together: what no type sees, and no object would show. */
export function complainOf(scope: Scope, options: AppOptions): void {
  const found = [
    ...podIssues(scope, options),
    ...portIssues(options),
    ...scaleIssues(scope, options),
    ...updateIssues(options),
  ];
  for (const issue of found) scope.complain(`app "${options.name}" ${issue}`);
}

/** The same of what an app and a job have both. */
export function* podIssues(scope: Scope, options: PodOptions): Iterable<string> {
  const { nodes = [], volumes = {}, init = {}, sidecars = {} } = options;
  const known = scope.cluster.nodes.map(({ name }) => name);
  for (const node of nodes)
    if (!known.includes(node))
      yield `runs on node "${node}", which the cluster does not have; ${meant(node, known)}`;
  for (const [name, { mounts = {} }] of Object.entries({ ...init, ...sidecars }))
    for (const volume of Object.keys(mounts))
      if (!(volume in volumes))
        yield `mounts volume "${volume}" in container "${name}", which it does not have; ${meant(volume, Object.keys(volumes))}`;
  for (const name of Object.keys(init))
    if (name in sidecars) yield `has "${name}" in init and in sidecars; rename one of them`;
  yield* pathIssues(options);
  yield* databaseIssues(options);
}

function* pathIssues(options: PodOptions): Iterable<string> {
  for (const [container, { files = {}, secretFiles = {} }] of containersOf(options)) {
    const where = container === options.name ? "" : ` of container "${container}"`;
    for (const path of [...Object.keys(files), ...Object.keys(secretFiles)])
      if (!path.startsWith("/"))
        yield `has file "${path}"${where}, which does not start at the root; write it as "/${path}"`;
  }
}

/** Two databases of a kind have the same variables. */
function* databaseIssues({ databases = [] }: PodOptions): Iterable<string> {
  const holders = new Map<string, string>();
  for (const { name, environment, secrets } of databases) {
    const twice = [...Object.keys(environment), ...Object.keys(secrets)].find((one) => {
      const holder = holders.get(one);
      holders.set(one, holder ?? name);
      return holder !== undefined && holder !== name;
    });
    if (twice !== undefined)
      yield `has variable ${twice} of databases "${holders.get(twice)}" and "${name}"; list one of them, and give it the other by environment and allowTo`;
  }
}

/** Every name of a port is one of its ports. */
function* portIssues(options: AppOptions): Iterable<string> {
  const { port, ports = {}, services = {}, metrics, sidecars = {} } = options;
  const names = allPorts(options).map(({ name }) => name);
  const unknown = function* (
    what: string,
    asked: readonly string[],
    has = names,
  ): Iterable<string> {
    for (const name of asked)
      if (!has.includes(name))
        yield `${what} port "${name}", which it does not have; ${meant(name, has)}`;
  };
  if (port !== undefined && "http" in ports)
    yield `has port ${port} and "http" in ports; drop one of them`;
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) yield `has port "${twice}" in two of its containers; rename one of them`;
  if (options.exposure && Object.keys(hostsOf(options)).length === 0)
    yield `has exposure "${options.exposure}" and no host; give it one, or leave exposure out`;
  for (const [host, paths] of Object.entries(hostsOf(options)))
    yield* unknown(`serves ${host} from`, Object.values(paths));
  for (const [name, service] of Object.entries(services)) {
    yield* unknown(`offers by Service "${name}"`, service.ports ?? []);
    if (service.type === "NodePort")
      yield* unknown(`offers by Service "${name}"`, Object.keys(service.nodePorts ?? {}));
  }
  for (const [name, { type }] of Object.entries(services))
    if (names.length === 0 && type !== "headless")
      yield `has Service "${name}" and no port; give it port or ports`;
  if (metrics) yield* unknown("tells metrics at", [metrics.port ?? "http"]);
  const own = portsOf(options).map(({ name }) => name);
  yield* unknown("is asked for its health at", grpcPorts(options), own);
  for (const [name, sidecar] of Object.entries(sidecars)) {
    const theirs = portsOf(sidecar).map((one) => one.name);
    yield* unknown(`has container "${name}" asked at`, grpcPorts(sidecar), theirs);
  }
}

function* scaleIssues({ cluster }: Scope, options: AppOptions): Iterable<string> {
  const { autoscale, replicas, volumes = {} } = options;
  if (autoscale && replicas !== undefined)
    yield `has replicas ${replicas} beside autoscale; drop one of them`;
  const most = mostReplicas(options);
  if (most < 2 || cluster.nodes.length < 2) return;
  for (const [name, volume] of Object.entries(volumes)) {
    if (!isClaimed(volume) || volume.perReplica || !isForOneNode(volume)) continue;
    yield `has ${most} replicas that share volume "${name}", which one node mounts at a time; set its perReplica for one each, or access "ReadWriteMany" where its class can`;
  }
}

function* updateIssues(options: AppOptions): Iterable<string> {
  const { updates } = options;
  const isStateful = replicaClaims(options).length > 0;
  if (updates === "OnDelete" && !isStateful)
    yield `has updates "OnDelete", which only an app with a volume perReplica takes; use "RollingUpdate" or "Recreate"`;
  if (isStateful && (updates === "Recreate" || typeof updates === "object"))
    yield `has updates ${JSON.stringify(updates)}, which an app with a volume perReplica does not take; use "RollingUpdate" or "OnDelete"`;
}

function meant(name: string, known: readonly string[]): string {
  const some = known.length > 0 ? `use one of ${known.join(", ")}` : "add it or drop the name";
  return didYouMean(name, known) ?? some;
}
