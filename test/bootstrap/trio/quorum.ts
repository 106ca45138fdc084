import assert from "node:assert/strict";
import { until } from "../../e2e/wait.ts";
import type { TrioHouse } from "./house.ts";
import { refuse } from "./refuse.ts";

/** A server leaves with its member of etcd and comes back; none leaves that etcd needs. */
export async function quorum(house: TrioHouse): Promise<void> {
  const { work } = house;
  house.machine(3).switchOff();
  await untilReady(house, "trio-3", "Unknown");
  await refuse(
    house,
    ["remove", "trio-2", "--gone"],
    /^trio-2: without it 1 of 3 servers would be left, and etcd needs 2; repair trio-3 first\n/,
  );
  await house.machine(3).switchOn();
  for (const name of ["trio-1", "trio-2", "trio-3"]) await untilReady(house, name, "True");
  assert.deepEqual(await etcdMembers(house), ["trio-1", "trio-2", "trio-3"]);

  await work.must("node", "remove", "trio-2");
  await until("etcd of two", async () => (await etcdMembers(house)).length === 2, 60);
  assert.deepEqual(await etcdMembers(house), ["trio-1", "trio-3"]);
  await refuse(
    house,
    ["remove", "trio-3"],
    /^trio-3: without it 1 of 2 servers would be left, and etcd needs 2; add another server first\n/,
  );
  await work.must("node", "join", "trio-2");
  assert.deepEqual(await etcdMembers(house), ["trio-1", "trio-2", "trio-3"]);
  await repaired(house);
}

/** One that was given up, and has its old database when it is switched on again. */
async function repaired(house: TrioHouse): Promise<void> {
  const { work } = house;
  house.machine(2).switchOff();
  await untilReady(house, "trio-2", "Unknown");
  await work.must("node", "remove", "trio-2", "--gone");
  await until("etcd of two", async () => (await etcdMembers(house)).length === 2, 60);
  await house.machine(2).switchOn();
  await work.must("node", "join", "trio-2");
  await untilReady(house, "trio-2", "True");
  assert.deepEqual(await etcdMembers(house), ["trio-1", "trio-2", "trio-3"]);
}

async function untilReady(house: TrioHouse, name: string, status: string): Promise<void> {
  const path = `--output=jsonpath={.status.conditions[?(@.type=="Ready")].status}`;
  const isSo = async (): Promise<boolean> =>
    (await house.kubectl("get", "node", name, path).catch(() => "")) === status;
  await until(`${name} with Ready ${status}`, isSo, 240);
}

/** Names of nodes, as the first server's etcd has them. */
async function etcdMembers(house: TrioHouse): Promise<string[]> {
  const url = "http://127.0.0.1:2379/v3/cluster/member/list";
  const { out } = await house.machine(1).execute(["curl", "--silent", "--data", "{}", url]);
  const { members } = JSON.parse(out) as { members: { name?: string }[] };
  return members.map(({ name = "" }) => name.replace(/-[0-9a-f]{8}$/, "")).toSorted();
}
