import type { Fleet } from "../../lib/model/cluster.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { FleetError } from "../../lib/problem.ts";
import type { Application } from "../kube/application.ts";
import { applicationKind } from "../kube/application.ts";
import { argoClusterOf } from "../../lib/model/cluster.ts";
import { hubToken } from "../kube/hub-token.ts";
import { Kubectl } from "../kube/kubectl.ts";
import type {
  Certificate,
  Claim,
  EndpointSlice,
  Live,
  Node,
  Pod,
  Service,
  Volume,
} from "../kube/objects.ts";
import type { GitServer } from "../publish/live.ts";
import { applicationSection } from "./applications.ts";
import type { BackupTarget, EtcdSnapshot, LonghornVolume } from "./backups.ts";
import { backupSection } from "./backups.ts";
import { certificateSection } from "./certificates.ts";
import type { ClusterHealth, Finding, Section } from "./finding.ts";
import { hubSection } from "./hub-access.ts";
import { nodeSection } from "./nodes.ts";
import { pinSection } from "./pins.ts";
import { podSection } from "./pods.ts";
import { probeSection } from "./probes.ts";
import type { Project } from "./signatures.ts";
import { signatureFindings } from "./signatures.ts";
import type { NodeUsage } from "./usage.ts";
import { usageSection } from "./usage.ts";
import { serviceSection } from "./services.ts";
import { volumeSection } from "./volumes.ts";

const coreKinds = ["nodes", "pods", "services", "endpointslices", "pvc", "pv"];

/**
 * Looks at one cluster, and at its Applications where its Argo CD has them. Throws when the cluster cannot be asked; that
 * the other one cannot is a finding.
 */
export async function healthOf(
  fleet: Fleet,
  plan: ClusterPlan,
  signal: AbortSignal,
  server: Promise<GitServer>,
): Promise<ClusterHealth> {
  const { cluster, components } = plan;
  const kubectl = new Kubectl(cluster, signal, 0);
  const now = new Date();
  const [core = [], applications, certificates, volumes, targets, snapshots, usages, probes, hub] =
    await Promise.all([
      kubectl.list<Live>(...coreKinds),
      applicationsOf(fleet, plan, new Kubectl(argoClusterOf(fleet, cluster), signal, 0), server),
      kubectl.list<Certificate>("certificates.cert-manager.io"),
      kubectl.list<LonghornVolume>("volumes.longhorn.io"),
      kubectl.list<BackupTarget>("backuptargets.longhorn.io"),
      kubectl.list<EtcdSnapshot>("etcdsnapshotfiles.k3s.cattle.io"),
      measuredBy(kubectl),
      probeSection(
        cluster.name,
        components.flatMap((one) => one.probes.map(({ url }) => ({ name: one.name, url }))),
      ),
      hubAccessOf(fleet, plan, signal, now),
    ]);
  const of = <Kind extends Live>(kind: string): Kind[] =>
    core.filter((one) => one.kind === kind) as Kind[];
  const backups = { volumes: volumes ?? [], targets: targets ?? [], snapshots };
  return {
    cluster: cluster.name,
    sections: [
      nodeSection(cluster, of<Node>("Node"), kubectl),
      usageSection(of<Node>("Node"), usages, kubectl),
      ...applications,
      ...hub,
      podSection(of<Pod>("Pod"), kubectl, now),
      serviceSection(of<Service>("Service"), of<EndpointSlice>("EndpointSlice"), kubectl),
      volumeSection(of<Claim>("PersistentVolumeClaim"), of<Volume>("PersistentVolume"), kubectl),
      certificateSection(certificates ?? [], kubectl, now),
      backupSection(cluster, backups, kubectl, now),
      probes,
    ],
  };
}

/** Of the Applications, and of the pins that they name. */
async function applicationsOf(
  fleet: Fleet,
  plan: ClusterPlan,
  argo: Kubectl,
  server: Promise<GitServer>,
): Promise<readonly Section[]> {
  try {
    const [live = [], projects = []] = await Promise.all([
      argo.list<Application>(applicationKind),
      argo.list<Project>("appprojects.argoproj.io"),
    ]);
    const section = applicationSection(plan, live);
    const findings = [...section.findings, ...signatureFindings(fleet, plan, projects)];
    return [{ ...section, findings }, pinSection(plan, live, await server)];
  } catch (error) {
    if (!(error instanceof FleetError)) throw error;
    return [{ title: "Applications", looked: `in ${argo.cluster.name}`, findings: unasked(error) }];
  }
}

/** Of a member. That its hub cannot be asked is told of its Applications. */
async function hubAccessOf(
  fleet: Fleet,
  { cluster }: ClusterPlan,
  signal: AbortSignal,
  now: Date,
): Promise<Section[]> {
  if (cluster.argocd === "self") return [];
  try {
    const hub = new Kubectl(argoClusterOf(fleet, cluster), signal, 0);
    return [hubSection(cluster.name, await hubToken(hub, cluster.name), now)];
  } catch (error) {
    if (error instanceof FleetError) return [];
    throw error;
  }
}

/** What cannot be asked, as findings. */
export function unasked({ problems }: FleetError): Finding[] {
  return problems.map(({ place, message }) => ({
    level: "error",
    subject: place,
    message,
    next: "npm run doctor",
  }));
}

/** Undefined too when what measures does not answer: that it is broken, its pods and its Service tell. */
async function measuredBy(kubectl: Kubectl): Promise<readonly NodeUsage[] | undefined> {
  const { exitCode, stdout } = await kubectl.ask([
    "get",
    "nodes.metrics.k8s.io",
    "--output",
    "json",
  ]);
  return exitCode === 0 ? (JSON.parse(stdout) as { items: NodeUsage[] }).items : undefined;
}
