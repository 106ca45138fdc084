import { existsSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fleet } from "../../fleets/house/index.ts";
import { isOnPath } from "../../e2e/prerequisites.ts";
import { etcdSource } from "../../../scripts/backup/etcd.ts";
import { save } from "../../../scripts/backup/take.ts";
import { isServer, targetsOfCluster } from "../../../scripts/node/target.ts";
import { etcdRestoreSteps } from "../../../scripts/restore/etcd.ts";
import { runSteps } from "../../../scripts/run/steps.ts";
import { House } from "./house.ts";

const server = "var/lib/rancher/k3s/server";
const cluster = fleet.clusters.find(
  ({ nodes }) => nodes.filter(({ role }) => role === "control-plane").length > 1,
)!;
const servers = targetsOfCluster(fleet, cluster).filter(isServer);
const names = servers.map(({ machine }) => machine.name);
const [first = "", ...others] = names;

/** As k3s does it: a snapshot is named after the node, too, and a reset wants the token of the snapshot. */
const k3s = `
server=$root/${server}
case "$1 \${2:-}" in
"etcd-snapshot save") mkdir -p $server/db/snapshots; cp $server/db/state "$server/db/snapshots/$4-node-1700000000" ;;
"etcd-snapshot delete") rm "$server/db/snapshots/$3" ;;
"kubectl get") [ -e $root/running ] ;;
"server --cluster-reset")
  [ ! -e $root/running ] || { echo "etcd is running" >&2; exit 1; }
  path=\${3#*=}; token=\${4#*=}
  [ "$(cat $token)" = "$(cat $server/token)" ] || { echo "token does not match" >&2; exit 1; }
  [ ! -e $root/full ] || { echo "no space left on device" >&2; exit 1; }
  mkdir -p $server/db; cp $path $server/db/state; touch $server/db/reset-flag ;;
*) echo "unknown: $*" >&2; exit 1 ;;
esac`;
const systemctl = `
case "$1" in
is-active) [ -e $root/running ] ;;
stop) rm -f $root/running ;;
--no-block) rm -f $root/${server}/db/reset-flag; touch $root/running ;;
esac`;

let house: House;

beforeEach(async () => {
  house = await House.build();
  for (const name of names) {
    house.program(name, "k3s", k3s);
    house.program(name, "systemctl", systemctl);
    house.write(name, `${server}/token`, "K10hash::server:password");
    house.write(name, `${server}/db/state`, "when all was well");
    house.write(name, "running", "");
  }
});

afterEach(() => house.tearDown());

async function backUp(): Promise<string> {
  const source = etcdSource(house.ssh, servers[0]!);
  return (await save(source, "20261121150405", house.store, house.run)).key;
}

function restore(key: string): Promise<void> {
  const store = (): House["store"] => house.store;
  return runSteps(etcdRestoreSteps({ ssh: house.ssh, store, key, servers }), house.run);
}

describe.runIf(isOnPath("age"))("the state of a cluster", () => {
  it("comes back on all servers, and no snapshot stays behind", async () => {
    const key = await backUp();
    expect(key).toMatch(new RegExp(`^etcd/${cluster.name}/.*\\.age$`));
    expect(
      existsSync(house.path(first, `${server}/db/snapshots/strata-20261121150405-node-1700000000`)),
    ).toBe(false);
    for (const name of names) house.write(name, `${server}/db/state`, "broken");
    // A machine that was made anew has another token.
    house.write(first, `${server}/token`, "another");

    await restore(key);

    expect(house.read(first, `${server}/db/state`)).toBe("when all was well");
    for (const name of others)
      expect(existsSync(house.path(name, `${server}/db/state`))).toBe(false);
    for (const name of names) expect(existsSync(house.path(name, "running"))).toBe(true);
    expect(house.calls(first).filter((call) => call.startsWith("k3s server"))).toEqual([
      expect.stringMatching(
        /^k3s server --cluster-reset --cluster-reset-restore-path=\/var\/lib\/rancher\/k3s\/strata-restore\/\S+\.age\/db\/snapshots\/strata-20261121150405-node-1700000000 --token-file=\S+\/token$/,
      ),
    ]);
    expect(house.calls(first).join("\n")).not.toContain("password");
  });

  it("goes on after a failure in the middle", async () => {
    const key = await backUp();
    house.write(first, `${server}/db/state`, "broken");
    house.write(first, "full", "");
    await expect(restore(key)).rejects.toThrow(/ended with code 1: no space left on device/);
    expect(existsSync(house.path(first, "running"))).toBe(false);
    house.program(first, "k3s", k3s.replace("$root/full", "$root/none"));

    await restore(key);

    expect(house.read(first, `${server}/db/state`)).toBe("when all was well");
    expect(existsSync(house.path(others[0]!, "running"))).toBe(true);
  });

  it("is cleaned up after when the upload fails", async () => {
    house.s3.stop();
    await expect(backUp()).rejects.toThrow("refuses the connection");
    expect(house.calls(first).at(-1)).toBe(
      "k3s etcd-snapshot delete strata-20261121150405-node-1700000000",
    );
  });
});
