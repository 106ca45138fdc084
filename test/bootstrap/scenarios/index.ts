import { backup } from "./backup.ts";
import { drill } from "./drill.ts";
import { fleet } from "./fleet.ts";
import { hosts } from "./hosts.ts";
import { k3s } from "./k3s.ts";
import { machines } from "./machines.ts";
import { nodes } from "./nodes.ts";
import { proxmox } from "./proxmox.ts";
import type { Scenario } from "./scenario.ts";
import { world } from "./world.ts";

export const scenarios: readonly Scenario[] = [
  hosts,
  proxmox,
  k3s,
  machines,
  nodes,
  backup,
  world,
  fleet,
  drill,
];
