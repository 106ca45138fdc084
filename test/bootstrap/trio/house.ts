import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { TestHost } from "../hosts/host.ts";
import type { TestHosts } from "../hosts/index.ts";
import { confirm } from "../scenarios/machines.ts";
import { ReleaseServer } from "../scenarios/release-server.ts";
import { Workspace } from "../scenarios/workspace.ts";
import { trio } from "./fleet.ts";

/** Where the data of the three servers is, in the operator's clone. */
export const data = "test/bootstrap/trio/fleet.ts";

/** The machines of the cluster, each fresh, and an operator who may not log in as root. */
export interface TrioHouse {
  readonly work: Workspace;
  /** By the number in its name. */
  machine(number: number): TestHost;
  /** What kubectl says on the first server. */
  kubectl(...args: readonly string[]): Promise<string>;
  stop(): void;
}

export async function startTrioHouse(house: TestHosts, directory: string): Promise<TrioHouse> {
  const machines = trio.nodes.map((node) => house.addNode(node));
  await Promise.all(machines.map((machine) => machine.switchOn()));
  const releases = await ReleaseServer.start(house.operator.address);
  const work = new Workspace(directory, house.operator, [
    [
      "test/bootstrap/solo/fleet.ts",
      /k3s: "https:[^"]*"/,
      releases.fieldsOf("v1.35.4+k3s1", "v1.36.2+k3s1", "v1.37.0+k3s1"),
    ],
  ]);
  writeFileSync(join(work.directory, "clusters/index.ts"), `export { fleet } from "../${data}";\n`);
  for (const { name } of machines) await confirm(work, name);
  return {
    work,
    machine: (number) => house.host(`trio-${number}`),
    kubectl: async (...args) => (await done(machines[0]!, ["k3s", "kubectl", ...args])).trim(),
    stop: () => releases.stop(),
  };
}

/** What a command on a machine prints, which must end well. */
export async function done(
  machine: TestHost,
  command: readonly string[],
  input?: string,
): Promise<string> {
  const { code, out, error } = await machine.execute(command, input);
  if (code === 0) return out;
  throw new Error(`${command.join(" ")} on ${machine.name} ended with ${code}: ${error}`);
}
