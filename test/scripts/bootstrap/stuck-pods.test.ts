import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { Kubectl } from "../../../scripts/kube/kubectl.ts";
import { partSteps } from "../../../scripts/bootstrap/part-steps.ts";
import { stuckPods } from "../../../scripts/bootstrap/stuck-pods.ts";
import { syncSteps } from "../../../scripts/bootstrap/sync-steps.ts";
import { createReport } from "../../../scripts/tell/report.ts";
import { planOf } from "../../support/charts.ts";
import { fleetOf } from "../../support/fleet.ts";
import { Programs } from "../stand-ins/programs.ts";

/** As kubectl on a cluster whose workloads are not ready, with the pods of a file. */
const kubectlProgram = `
import { existsSync, readFileSync } from "node:fs";
const args = process.argv.slice(2);
if (!existsSync(directory + "/pods.json")) process.exit(1);
if (args.includes("pods")) console.log(readFileSync(directory + "/pods.json", "utf8"));
else console.log(JSON.stringify({ items: [] }));
`;

const programs = new Programs();
const fleet = fleetOf();
const [cluster] = fleet.clusters;
const kubectl = new Kubectl(cluster!, new AbortController().signal);

beforeAll(() => {
  programs.add("kubectl", kubectlProgram);
  vi.stubEnv("PATH", `${programs.path}:${process.env["PATH"]}`);
});

afterAll(() => {
  vi.unstubAllEnvs();
  programs.remove();
});

const pod = (name: string, owner: string, status: object) => ({
  metadata: {
    name,
    namespace: "argocd",
    creationTimestamp: new Date().toISOString(),
    ownerReferences: [{ kind: owner.split("/")[0], name: owner.split("/")[1] }],
  },
  status: { phase: "Pending", ...status },
});

function waiting(reason: string, message?: string, last?: object): object {
  const state = { waiting: { reason, ...(message && { message }) } };
  const lastState = last ? { lastState: { terminated: last } } : {};
  return { containerStatuses: [{ name: "server", restartCount: 0, state, ...lastState }] };
}

const noImage = pod(
  "server-5d9f-x",
  "ReplicaSet/server-5d9f",
  waiting("ImagePullBackOff", "Back-off pulling image"),
);
const crashing = pod("agent-y", "DaemonSet/agent", {
  phase: "Running",
  ...waiting("CrashLoopBackOff", undefined, { exitCode: 1, reason: "Error" }),
});
const homeless = pod("store-0", "StatefulSet/store", {
  conditions: [
    {
      type: "PodScheduled",
      status: "False",
      message: "0/3 nodes are available: 3 Insufficient cpu.",
    },
  ],
});
const starting = pod("new-z", "DaemonSet/new", waiting("ContainerCreating"));

const keep = (...items: readonly object[]): void =>
  writeFileSync(join(programs.directory, "pods.json"), JSON.stringify({ items }));

describe("a wait for workloads", () => {
  const workload = (kind: string, name: string) => ({
    apiVersion: "apps/v1",
    kind,
    metadata: { name, namespace: "argocd" },
  });

  it("names why their pods do not become ready, and leaves out the pods of others", async () => {
    keep(noImage, crashing, homeless, starting);
    const workloads = [workload("Deployment", "server"), workload("StatefulSet", "store")];
    const part = { name: "argo-cd", definitions: [], settings: [], workloads };
    const step = partSteps(kubectl, part).at(-1)!;
    expect(await step.why!()).toBe(
      "not ready: Deployment server, StatefulSet store; Pod argocd/server-5d9f-x container server waits: ImagePullBackOff: Back-off pulling image; Pod argocd/store-0 cannot be placed: 0/3 nodes are available: 3 Insufficient cpu.",
    );
  });
});

describe("a wait for Applications", () => {
  it("names the pods of the cluster that do not start", async () => {
    keep(crashing, starting);
    const plan = { ...planOf(cluster!), applications: [] };
    const report = createReport(true, false);
    const step = syncSteps({ kubectl, argo: kubectl, fleet, plan, report }).at(-1)!;
    expect(await step.why!()).toBe(
      `${cluster!.name}-root (not there); Pod argocd/agent-y container server waits: CrashLoopBackOff, ended with code 1 (Error)`,
    );
  });
});

describe("the root Application", () => {
  it("goes in behind its project", async () => {
    const plan = { ...planOf(cluster!), applications: [] };
    const report = createReport(true, false);
    const [step] = syncSteps({ kubectl, argo: kubectl, fleet, plan, report });
    const [action] = await step!.actions();
    const { items } = JSON.parse((action as { readonly input: string }).input) as {
      readonly items: readonly { readonly kind: string; readonly metadata: { name: string } }[];
    };
    const name = `${cluster!.name}-root`;
    expect(items.map(({ kind, metadata }) => [kind, metadata.name])).toEqual([
      ["AppProject", name],
      ["Application", name],
    ]);
  });
});

describe("pods that are stuck", () => {
  it("are counted where they are many", async () => {
    keep(crashing, crashing, crashing, crashing, crashing);
    expect((await stuckPods(kubectl)).at(-1)).toBe("and 2 more");
  });

  it("are none when the cluster does not say", async () => {
    writeFileSync(join(programs.directory, "pods.json"), "");
    programs.add("kubectl", "process.exit(1);");
    expect(await stuckPods(kubectl)).toEqual([]);
  });
});
