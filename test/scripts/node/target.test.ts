import { describe, expect, it } from "vitest";
import { k3d, kind, minikube, rke2, talos } from "../../../charts/distributions.ts";
import type { Fleet } from "../../../lib/model/cluster.ts";
import type { Distribution } from "../../../lib/model/distribution.ts";
import { clustersWithEtcd } from "../../../scripts/backup/sources.ts";
import { accessCommand, accessOptions } from "../../../scripts/kube/access.ts";
import { targetsOfCluster } from "../../../scripts/node/target.ts";
import { machinesOf } from "../../../scripts/ssh/machine.ts";
import { fleetOf } from "../../support/fleet.ts";

function fleetOn(distribution: Distribution): Fleet {
  const { kubernetes } = fleetOf().clusters[0]!;
  return fleetOf({ cluster: { kubernetes: { ...kubernetes, distribution, bundled: [] } } });
}

const homeOn = (distribution: Distribution) => fleetOn(distribution).clusters[0]!;

describe("nodes that are set up from here", () => {
  it.each([
    [k3d, "home: runs in containers on this computer; use npm run local"],
    [kind, "home: runs in containers on this computer; use kind create cluster --name home"],
    [
      rke2,
      "home: has distribution rke2, and the nodes of k3s alone are set up from here; use the tools of rke2",
    ],
  ])("are not those of $name", (distribution, message) => {
    const fleet = fleetOn(distribution);
    expect(() => targetsOfCluster(fleet, fleet.clusters[0]!)).toThrow(message);
    expect(clustersWithEtcd(fleet)).toEqual([]);
  });

  it("are those of k3s", () => {
    const fleet = fleetOf();
    const nodes = targetsOfCluster(fleet, fleet.clusters[0]!).map(({ node }) => node.name);
    expect(nodes).toEqual(["home-1", "home-2", "home-3"]);
    expect(clustersWithEtcd(fleet)).toHaveLength(1);
  });
});

it("reaches a cluster by the context that its distribution writes, or by a file", () => {
  const contexts = [k3d, kind, minikube].map((one) => accessOptions(homeOn(one)));
  expect(contexts).toEqual(["k3d-home", "kind-home", "home"].map((name) => ["--context", name]));
  expect(accessOptions(homeOn(rke2))[0]).toBe("--kubeconfig");
  expect(accessCommand(homeOn(rke2))).toMatch(/^cp KUBECONFIG .*home\.kubeconfig$/);
  expect(accessCommand(homeOn(minikube))).toBe("minikube start --profile home");
});

it("logs in to the nodes of a system that has logins", () => {
  const names = (distribution: Distribution): boolean =>
    machinesOf(fleetOn(distribution)).some(({ name }) => name === "home-1");
  expect([rke2, talos, kind].map(names)).toEqual([true, false, false]);
});
