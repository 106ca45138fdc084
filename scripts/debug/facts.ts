import { lookup } from "node:dns/promises";
import { applicationHealthKey } from "../../lib/emit/health.ts";
import { applicationName, argocdNamespace } from "../../lib/order/names.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import type { Application as Planned } from "../../lib/order/applications.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import type { Application } from "../kube/application.ts";
import { applicationKind } from "../kube/application.ts";
import { argoClusterOf } from "../../lib/model/cluster.ts";
import { Kubectl } from "../kube/kubectl.ts";
import type {
  Certificate,
  Claim,
  Event,
  IngressObject,
  Live,
  Pod,
  Service,
  StatefulSet,
} from "../kube/objects.ts";
import type { GitServer } from "../publish/live.ts";
import { readServer } from "../publish/live.ts";
import type { SecretUse } from "../secret/uses.ts";
import { secretUses } from "../secret/uses.ts";

/** All that is looked at to say why an Application is not as it should be. */
export interface Facts {
  readonly plan: ClusterPlan;
  /** Absent for the root. */
  readonly planned?: Planned;
  /** As Argo CD knows it. */
  readonly name: string;
  readonly live?: Application;
  readonly root?: Application;
  /** Of the whole cluster, by the name as Argo CD knows it. */
  readonly all: ReadonlyMap<string, Application>;
  /** Whether argocd-cm has the health check of kind Application. */
  readonly hasHealthCheck: boolean;
  /** What stands in the Application's namespaces. */
  readonly pods: readonly Pod[];
  readonly statefulSets: readonly StatefulSet[];
  readonly claims: readonly Claim[];
  readonly services: readonly Service[];
  readonly ingresses: readonly IngressObject[];
  readonly certificates: readonly Certificate[];
  /** Warnings, the newest last. */
  readonly events: readonly Event[];
  /** Hostnames to the address that this computer resolves each to; undefined for none. */
  readonly resolved: ReadonlyMap<string, string | undefined>;
  readonly secrets: readonly SecretUse[];
  readonly server: GitServer;
  /** On the cluster, and on the one whose Argo CD syncs it. */
  readonly kubectl: Kubectl;
  readonly deployer: Kubectl;
  readonly now: Date;
}

const namespacedKinds = ["pods", "statefulsets", "pvc", "services", "ingresses", "events"];

export async function gatherFacts(
  fleet: Fleet,
  plan: ClusterPlan,
  planned: Planned | undefined,
  signal: AbortSignal,
): Promise<Facts> {
  const { cluster } = plan;
  const kubectl = new Kubectl(cluster, signal, 0);
  const deployer = new Kubectl(argoClusterOf(fleet, cluster), signal, 0);
  const [applications = [], settings, objects = [], certificates = [], server] = await Promise.all([
    deployer.list<Application>(applicationKind),
    deployer.get<{ data?: Record<string, string> }>(
      "configmap",
      "argocd-cm",
      `--namespace=${argocdNamespace}`,
    ),
    kubectl.list<Live>(...namespacedKinds),
    kubectl.list<Certificate>("certificates.cert-manager.io"),
    readServer(fleet.repository, signal),
  ]);
  const all = new Map(applications.map((one) => [one.metadata.name, one]));
  const rootName = `${cluster.name}-root`;
  const name = planned ? applicationName(planned) : rootName;
  const live = all.get(name);
  const inside = within(namespacesOf(planned, live));
  const of = <Kind extends Live>(kind: string): Kind[] =>
    objects.filter((one) => one.kind === kind && inside(one)) as Kind[];
  const ingresses = owned(of<IngressObject>("Ingress"), live);
  return {
    plan,
    ...(planned && { planned }),
    name,
    live,
    root: all.get(rootName),
    all,
    hasHealthCheck: settings?.data?.[applicationHealthKey] !== undefined,
    pods: of<Pod>("Pod"),
    statefulSets: owned(of<StatefulSet>("StatefulSet"), live),
    claims: owned(of<Claim>("PersistentVolumeClaim"), live),
    services: owned(of<Service>("Service"), live),
    ingresses,
    certificates: certificates.filter(inside),
    events: of<Event>("Event")
      .filter(({ type }) => type === "Warning")
      .sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : 1)),
    resolved: await resolveAll(ingresses),
    secrets: secretUses(plan),
    server,
    kubectl,
    deployer,
    now: new Date(),
  };
}

/** The root has Applications only, which stand with its Argo CD. */
function namespacesOf(planned: Planned | undefined, live: Application | undefined): Set<string> {
  if (!planned) return new Set();
  const known = (live?.status?.resources ?? []).flatMap(({ namespace }) => namespace ?? []);
  return new Set([planned.component.namespace, ...known]);
}

function within(namespaces: ReadonlySet<string>): (object: Live) => boolean {
  return ({ metadata }) => namespaces.has(metadata.namespace ?? "");
}

/** Others may share the namespace: only what the Application lists, or makes by one of those, is its own. */
function owned<Kind extends Live>(objects: readonly Kind[], live: Application | undefined): Kind[] {
  const own = new Set((live?.status?.resources ?? []).map(({ kind, name }) => `${kind}/${name}`));
  return objects.filter(
    ({ kind, metadata }) =>
      own.has(`${kind}/${metadata.name}`) ||
      (metadata.ownerReferences ?? []).some((owner) => own.has(`${owner.kind}/${owner.name}`)) ||
      // A claim out of a template is named after its StatefulSet's pod, and owned by nobody.
      (kind === "PersistentVolumeClaim" && [...own].some((one) => claimedBy(one, metadata.name))),
  );
}

function claimedBy(owner: string, claim: string): boolean {
  const [kind, name = ""] = owner.split("/");
  return kind === "StatefulSet" && new RegExp(`-${name}-\\d+$`).test(claim);
}

export function timeOf({ lastTimestamp, eventTime, metadata }: Event): string {
  return lastTimestamp ?? eventTime ?? metadata.creationTimestamp;
}

async function resolveAll(
  ingresses: readonly IngressObject[],
): Promise<ReadonlyMap<string, string | undefined>> {
  const hosts = ingresses.flatMap(({ spec }) =>
    (spec.rules ?? []).flatMap(({ host }) => host ?? []),
  );
  const answers = hosts.map(async (host): Promise<[string, string | undefined]> => {
    try {
      return [host, (await lookup(host, { family: 4 })).address];
    } catch {
      return [host, undefined];
    }
  });
  return new Map(await Promise.all(answers));
}
