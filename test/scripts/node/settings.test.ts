import { describe, expect, it } from "vitest";
import type { Cluster } from "../../../lib/model/cluster.ts";
import { k3sConfig } from "../../../scripts/node/k3s-config.ts";
import { commonSettings, joinDifferences, rangeProblems } from "../../../scripts/node/settings.ts";
import { fleetOf } from "../../support/fleet.ts";

const home = fleetOf().clusters[0]!;
const settingsOf = (change: Partial<Cluster> = {}, isFirst = false) =>
  commonSettings(k3sConfig({ ...home, ...change }, home.nodes[0]!, isFirst));

describe("a server that joins", () => {
  it("has the settings of the one that made the cluster", () => {
    expect(joinDifferences(settingsOf({}, true), settingsOf())).toEqual([]);
    expect(rangeProblems(settingsOf({}, true), settingsOf())).toEqual([]);
  });

  it("is told each one that k3s would refuse, with both values", () => {
    const kubernetes = { ...home.kubernetes, bundled: ["coredns"] as const };
    expect(joinDifferences(settingsOf(), settingsOf({ kubernetes }))).toEqual([
      "disable-network-policy: false there, true here",
      "flannel-backend: vxlan there, none here",
      "disable servicelb: false there, true here",
    ]);
  });

  it("may have parts on or off that k3s does not compare", () => {
    const kubernetes = {
      ...home.kubernetes,
      bundled: home.kubernetes.bundled.filter((name) => name !== "traefik"),
    };
    expect(joinDifferences(settingsOf(), settingsOf({ kubernetes }))).toEqual([]);
  });

  it("is compared with what k3s takes for a setting that is not there", () => {
    expect(
      joinDifferences(commonSettings("# k3s v1.36.2+k3s1\nnode-name: a\n"), settingsOf()),
    ).toEqual(["secrets-encryption: false there, true here"]);
  });
});

describe("a cluster that runs", () => {
  it("keeps the addresses of its pods and Services", () => {
    expect(rangeProblems(settingsOf(), settingsOf({ podCidr: "10.99.0.0/16" }))).toEqual([
      "runs with cluster-cidr 10.42.0.0/16, and the data says 10.99.0.0/16: a cluster keeps its addresses for life; set podCidr back in clusters/, or make the cluster anew",
    ]);
    expect(rangeProblems(settingsOf(), settingsOf({ serviceCidr: "10.98.0.0/16" }))).toEqual([
      "runs with service-cidr 10.43.0.0/16, and the data says 10.98.0.0/16: a cluster keeps its addresses for life; set serviceCidr back in clusters/, or make the cluster anew",
    ]);
  });
});
