import type { Link, Route } from "./addresses.ts";
import type { Words } from "./shell.ts";
import { run, succeeds } from "./shell.ts";

const bridge = "nodes";

/** A switch for nodes, which this side hangs on too: as their gateway, with routes to what they serve. */
export async function startSwitch(gateway: string, routes: readonly Route[]): Promise<void> {
  await ip([
    `link add ${bridge} type bridge`,
    `address add ${gateway} dev ${bridge}`,
    `link set ${bridge} up`,
    ...routes.map(routeLine),
  ]);
}

/** Does nothing where there is none. */
export async function stopSwitch(): Promise<void> {
  await succeeds(["ip", "link", "delete", bridge]);
}

/** Hangs a node on the switch: `id` is a process in its network. */
export async function connect(link: Link, id: string): Promise<void> {
  const { port, address, gateway, routes } = link;
  await ip([
    `link add ${port} type veth peer name eth0 netns ${id}`,
    `link set ${port} master ${bridge} up`,
  ]);
  const lines = [
    "link set lo up",
    `address add ${address} dev eth0`,
    "link set eth0 up",
    `route add default via ${gateway}`,
    ...routes.map(routeLine),
  ];
  await ip(lines, ["nsenter", `--target=${id}`, "--net", "ip"]);
}

function routeLine({ cidr, by }: Route): string {
  return `route add ${cidr} via ${by}`;
}

async function ip(lines: readonly string[], command: Words = ["ip"]): Promise<void> {
  await run([...command, "-batch", "-"], lines.join("\n"));
}
