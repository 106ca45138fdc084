import { run } from "./shell.ts";

/** How a node hangs on the switch. */
export interface Link {
  /** Of the interface on the switch's side, at most 15 characters. */
  readonly port: string;
  /** With its prefix length. */
  readonly address: string;
  readonly gateway: string;
  readonly podCidr: string;
  /** The pods of other nodes, and how they are reached: what flannel's host-gw backend sets up. */
  readonly others: readonly { readonly podCidr: string; readonly address: string }[];
}

const bridge = "nodes";

/** A switch that this side hangs on too, as `gateway`, with routes to what nodes serve. */
export function startSwitch(
  gateway: string,
  routes: readonly { readonly cidr: string; readonly by: string }[],
): Promise<unknown> {
  const lines = [
    `link add ${bridge} type bridge`,
    `address add ${gateway} dev ${bridge}`,
    `link set ${bridge} up`,
    ...routes.map(({ cidr, by }) => `route add ${cidr} via ${by}`),
  ];
  return run(["ip", "-batch", "-"], lines.join("\n"));
}

export async function stopSwitch(): Promise<void> {
  await run(["ip", "link", "delete", bridge]);
}

/** Hangs a node on the switch: `id` is a process in its network. */
export async function connect({ port, address, gateway, others }: Link, id: string): Promise<void> {
  const ours = [
    `link add ${port} type veth peer name eth0 netns ${id}`,
    `link set ${port} master ${bridge} up`,
  ];
  await run(["ip", "-batch", "-"], ours.join("\n"));
  const theirs = [
    "link set lo up",
    `address add ${address} dev eth0`,
    "link set eth0 up",
    `route add default via ${gateway}`,
    ...others.map((other) => `route add ${other.podCidr} via ${other.address}`),
  ];
  await run(["nsenter", `--target=${id}`, "--net", "ip", "-batch", "-"], theirs.join("\n"));
}
