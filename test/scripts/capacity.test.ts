import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { capacityOf } from "../../lib/check/capacity/figures.ts";
import { capacityText } from "../../scripts/capacity/text.ts";
import type { Change } from "../support/fleet.ts";
import { component, fleetOf, k3sBut, node } from "../support/fleet.ts";
import { claim, deployment, object, service } from "../support/objects.ts";
import { planOf } from "../support/charts.ts";
import { projectWith } from "../support/project.ts";

const house = projectWith();

function run(...args: readonly string[]) {
  const argv = [...process.execArgv, "scripts/commands/capacity.ts", ...args];
  return spawnSync(process.execPath, argv, { cwd: house, encoding: "utf8" });
}

function reportOf(change: Change): string {
  const kubernetes = k3sBut("coredns", "metrics-server", "servicelb", "traefik");
  const cluster = { kubernetes, ...change.cluster };
  const [home] = fleetOf({ ...change, cluster }).clusters;
  return capacityText(capacityOf(planOf(home!))!);
}

describe("npm run capacity", () => {
  it("prints what a cluster has, what takes it, and what is left without each node", () => {
    const scaler = object("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
        minReplicas: 2,
        maxReplicas: 5,
      },
    });
    const requests = { cpu: "500m", memory: "1Gi", "ephemeral-storage": "2Gi" };
    const web = deployment({ container: { resources: { requests } } });
    const collector = deployment({
      kind: "DaemonSet",
      name: "collector",
      container: { resources: {} },
    });
    const text = reportOf({
      objects: [web, service(), scaler, claim("data")],
      components: [component("logs", { objects: [collector] })],
    });

    expect(text).toBe(
      `
home: 3 nodes, everything fits

NODE        CPU          MEMORY       STORAGE          PODS      ADDRESSES
home-1      500m of 3.5  1Gi of 7Gi   2Gi of 47.5Gi    2 of 110  2 of 254
home-2      500m of 3.5  1Gi of 7Gi   2Gi of 47.5Gi    2 of 110  2 of 254
home-3      0 of 3.5     0 of 7Gi     0 of 47.5Gi      2 of 110  2 of 254
anywhere    1 of 10.5    2Gi of 21Gi  4Gi of 142.5Gi   3 of 327  3 of 759
... scaled  2.5 of 10.5  5Gi of 21Gi  10Gi of 142.5Gi  6 of 327  6 of 759

WITHOUT  CPU     MEMORY       STORAGE      PODS      ADDRESSES
home-1   1 of 7  2Gi of 14Gi  4Gi of 95Gi  3 of 218  3 of 506   nothing is placed anew
home-2   1 of 7  2Gi of 14Gi  4Gi of 95Gi  3 of 218  3 of 506   fits
home-3   1 of 7  2Gi of 14Gi  4Gi of 95Gi  3 of 218  3 of 506   fits

COMPONENT  CPU  MEMORY  STORAGE  PODS  ADDRESSES  VOLUMES
app        1    2Gi     4Gi      2     2          1Gi      3 more when scaled, 1 more in an update
logs       0    0       0        3     3
k3s        0    0       0        1     1

VOLUMES       CLAIMED       ON
system disks  1Gi of 150Gi  3 disks  fits

notes:
  home-1 is the only server: while it is away no pod is placed anew

not counted:
  logs: collector of DaemonSet "collector": no request of CPU or memory
  k3s: local-path-provisioner: no request of CPU or memory
`.trim(),
    );
  });

  it("names the cluster that is too small, and ends so", () => {
    const { status, stdout } = run("management");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^management: 3 nodes, everything fits\n\nNODE +CPU +MEMORY/);
    const { status: wrong, stderr } = run("managment");
    expect({ wrong, stderr }).toEqual({
      wrong: 1,
      stderr:
        'capacity: "managment" is no cluster; did you mean "management"?\n1 problem in 1 place\n',
    });
  });

  it("prints the same as data", () => {
    const { stdout } = run("production", "--json");
    expect(JSON.parse(stdout)).toMatchObject([
      { cluster: "production", now: "fits", scaled: "fits", shortages: [] },
    ]);
  });

  it("tells what is too little first, with why it is accepted", () => {
    const nodes = [node("home-1", "10.0.0.10", "control-plane")];
    const big = deployment({ container: { resources: { requests: { memory: "4Gi" } } } });
    const short = { objects: [big, service()], cluster: { nodes } };
    expect(reportOf(short)).toMatch(
      /^home: 1 node, too little of something\n\ntoo little:\n {2}an update of /,
    );
    const overcommit = { update: "it may wait for me" };
    expect(reportOf({ ...short, cluster: { nodes, overcommit } })).toMatch(
      /^home: 1 node, short of what is accepted\n\ntoo little:\n.*\(accepted: it may wait for me\)\n/,
    );
  });
});
