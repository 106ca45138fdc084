import { failure } from "../tell/failure.ts";
import type { Machine } from "./machine.ts";
import { lookWith } from "./machine.ts";
import type { Ssh } from "./ssh.ts";

/** Refuses an address that answers before what it is for is there; `from` stands in the same network. */
export async function requireFree(
  ssh: Ssh,
  from: Machine,
  name: string,
  address: string,
): Promise<void> {
  const argv = ["ping", "-c", "1", "-W", "1", address];
  if ((await ssh.try(from, { argv })).exitCode !== 0) return;
  const message = `its address ${address} is in use already; find out by whom with "${lookWith(from, `ip neighbour show ${address}`)}", or give ${name} another one in clusters/`;
  throw failure(name, message);
}
