import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestHosts } from "../hosts/index.ts";
import type { Context, Scenario } from "./scenario.ts";
import type { Ssh } from "./ssh.ts";
import { sshTo } from "./ssh.ts";
import { Workspace } from "./workspace.ts";

const [board, host] = ["edge-pi-02", "hp-z440"];

/** Virtual machines come of the data, and any machine is prepared for k3s. */
export const machines: Scenario = {
  name: "machines",
  shows: "virtual machines are what the data says, and machines are prepared, whatever happens",
  async run(context: Context) {
    const house = await context.start({ clusters: ["edge"] });
    const work = new Workspace(context.directory, house.operator);
    const ssh = sshTo(house, context.directory);
    await trust(work, house);
    context.say("host keys are kept when they are confirmed, and not otherwise");
    await prepare(work, ssh);
    context.say(`${board} is prepared, and a second run changes nothing`);
    await virtual(work, ssh, context.say);
  },
};

async function trust(work: Workspace, house: TestHosts): Promise<void> {
  const unknown = await work.run("node", ["prepare", board]);
  assert.equal(unknown.code, 1);
  assert.match(
    unknown.error,
    /has no SSH host key in clusters\/known_hosts .*npm run trust -- edge-pi-02/,
  );
  const wrong = await work.run("trust", [board, "--fingerprint", "SHA256:nonsense"]);
  assert.equal(wrong.code, 1);
  const [fingerprint = ""] = /SHA256:\S{43}/.exec(wrong.error) ?? [];
  assert.match(
    wrong.error,
    /shows the key SHA256:\S+, not SHA256:nonsense; somebody stands between/,
  );
  assert.match(
    await work.must("trust", board, "--fingerprint", fingerprint),
    /kept in clusters\/known_hosts/,
  );
  assert.match(await work.must("trust", board), /its key is known already/);
  const kept = readFileSync(join(work.directory, "clusters/known_hosts"), "utf8");
  const { address, hostKey } = house.host(board);
  assert.equal(kept, `${board},${address} ${hostKey.split(" ").slice(0, 2).join(" ")}\n`);
  await confirm(work, host);
}

/** As a person does who has compared the fingerprint. */
export async function confirm(work: Workspace, name: string, ...how: string[]): Promise<void> {
  const asked = await work.run("trust", [name, ...how]);
  const [fingerprint = ""] = /SHA256:\S{43}/.exec(asked.error) ?? [];
  await work.must("trust", name, "--fingerprint", fingerprint, ...how);
  assert.match(await work.must("trust", name), /its key is known already/);
}

async function prepare(work: Workspace, ssh: Ssh): Promise<void> {
  const dry = await work.must("node", "prepare", board, "--dry-run");
  assert.match(dry, /\$ .*apt-get .* install --yes --no-install-recommends open-iscsi nfs-common/);
  assert.equal((await ssh(board, "ls /etc/modules-load.d/strata.conf")).code, 2);
  const first = await work.must("node", "prepare", board, "--json");
  assert.equal(states(first).includes("failed"), false);
  assert.equal(
    (await ssh(board, "cat /etc/modules-load.d/strata.conf")).out,
    "iscsi_tcp\ndm_crypt",
  );
  const second = states(await work.must("node", "prepare", board, "--json"));
  assert.deepEqual(
    second.filter((state) => state !== "started" && state !== "already"),
    [],
  );
}

interface StepEvent {
  readonly event: string;
  readonly host?: string;
  readonly step?: string;
  readonly state?: string;
}

export function events(out: string): StepEvent[] {
  return out
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as StepEvent);
}

function states(out: string): string[] {
  return events(out).flatMap(({ state }) => state ?? []);
}

async function virtual(work: Workspace, ssh: Ssh, say: Context["say"]): Promise<void> {
  // What the host would download.
  await ssh(
    host,
    "head -c 1000000 /dev/zero > /var/lib/vz/import/debian-13-genericcloud-amd64.qcow2",
  );
  const plan = await work.must("vm", "plan", "infra");
  assert.match(
    plan,
    /^\+ gitlab \(101025 on hp-z440\)\n {2}\+ 4 CPUs, 8192 MiB of memory, 192\.168\.1\.25\n/m,
  );
  assert.match(await work.must("vm", "plan", "management"), /^\+ mgmt-worker-01 /m);
  await work.must("vm", "apply", "infra");
  assert.equal(await work.must("vm", "plan", "vault"), "1 machine as the data says\n");
  assert.match((await ssh(host, "qm config 101026")).out, /^cores: 2$/m);
  say("virtual machines are there, let us in, and are as the data says");

  work.change(
    "clusters/site.ts",
    /vault: \{\n(\s+)address: "192\.168\.1\.26",\n\s+host: "hp-z440",\n\s+cpu: 2/,
    (text) => text.replace("cpu: 2", "cpu: 3"),
  );
  assert.equal(
    await work.must("vm", "plan", "vault"),
    "~ vault (101026 on hp-z440)\n  ~ cores: 2 -> 3\n",
  );
  const changed = events(await work.must("vm", "apply", "vault", "--json", "--verbose"));
  const commands = changed.filter(({ event }) => event === "command");
  assert.deepEqual(
    commands.map((one) => (one as unknown as { argv: string[] }).argv.join(" ")),
    ["qm set 101026 --cores 3"],
  );
  say("a change of the data changes only what differs");

  const refused = await work.run("vm", ["destroy", "vault"]);
  assert.equal(
    refused.error,
    "vault: the machine is deleted with its disks; say that you want that with: --confirm vault\n1 problem\n",
  );
  await work.must("vm", "snapshot", "vault", "--name", "before");
  assert.match((await ssh(host, "qm listsnapshot 101026")).out, /before/);
  await work.must("vm", "snapshot", "vault");
  await work.must("vm", "destroy", "vault", "--confirm", "vault");
  assert.equal((await ssh(host, "qm config 101026")).code, 255);
  assert.doesNotMatch(readFileSync(join(work.directory, "clusters/known_hosts"), "utf8"), /vault/);
  say("it is deleted when its name was given");
}
