import assert from "node:assert/strict";
import { configFile } from "../../../scripts/node/k3s-config.ts";
import { requireCode } from "../scenarios/workspace.ts";
import { trio } from "./fleet.ts";
import type { TrioHouse } from "./house.ts";
import { data, done } from "./house.ts";
import { refuse } from "./refuse.ts";

/** Of k3s itself there is no such check: agents and servers of any version are let in. */
export async function otherVersions(house: TrioHouse): Promise<void> {
  const { version } = trio.kubernetes;
  const others = {
    "v1.37.0+k3s1": `server trio-1 runs ${version}: servers come before what joins them; first: npm run node -- upgrade trio`,
    "v1.35.4+k3s1": `server trio-1 runs ${version}: a cluster does not go back to a minor before; correct the version in clusters/`,
  };
  for (const [other, says] of Object.entries(others)) {
    house.work.change(data, version, other);
    const line = `trio-2: would run k3s ${other}, and ${says}\n`;
    const { error } = requireCode(1, await house.work.run("node", ["join", "trio-2"]), other);
    assert.equal(error, `${line}1 problem\n`);
    house.work.change(data, other, version);
  }
  await requireFresh(house);
}

/** Nothing of k3s is on the second machine. */
async function requireFresh(house: TrioHouse): Promise<void> {
  assert.notEqual((await house.machine(2).execute(["ls", "/usr/local/bin/k3s"])).code, 0);
}

/** What must be equal on all servers: said before anything is done, or by k3s. */
export async function otherSettings(house: TrioHouse): Promise<void> {
  const { work } = house;
  work.change(data, "10.48.0.0/16", "10.58.0.0/16");
  await refuse(
    house,
    ["join", "trio-2"],
    /^trio: runs with cluster-cidr 10\.48\.0\.0\/16, and the data says 10\.58\.0\.0\/16: a cluster keeps its addresses for life; set podCidr back in clusters\/, or make the cluster anew\n/,
  );
  await refuse(house, ["join", "trio-1"], /^trio: runs with cluster-cidr/);
  work.change(data, "10.58.0.0/16", "10.48.0.0/16");

  work.change(data, `, "servicelb"]`, "]");
  await refuse(
    house,
    ["join", "trio-2"],
    /^trio-2: would join with other settings than trio-1 runs with, which k3s refuses \(disable servicelb: false there, true here\); correct clusters\/, or bring trio-1 to the data first: npm run node -- join trio-1\n/,
  );
  await requireFresh(house);
  // As it says.
  await work.must("node", "join", "trio-1");

  // What Strata did not write, it does not know of.
  const [machine, folder] = [house.machine(1), `${configFile}.d`];
  await done(machine, ["mkdir", folder]);
  await done(machine, ["tee", `${folder}/own.yaml`], "disable-helm-controller: true\n");
  await done(machine, ["systemctl", "restart", "k3s"]);
  await refuse(
    house,
    ["join", "trio-2"],
    /^trio-2: "k3s runs as the data says" cannot come true: .*critical configuration value mismatch between servers \(disable-helm-controller\); Strata writes the same to each server; what it did not write is in \/etc\/rancher\/k3s\/config\.yaml\.d or K3S_ variables of one of them: take it out there, and restart k3s; look with: ssh admin@192\.168\.1\.92 sudo journalctl -u k3s\n/,
  );
  assert.equal(await house.kubectl("get", "nodes", "--output=name"), "node/trio-1");
  await done(machine, ["rm", "-r", folder]);
  await done(machine, ["systemctl", "restart", "k3s"]);
}
