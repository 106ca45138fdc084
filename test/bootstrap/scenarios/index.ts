import { backup } from "./backup.ts";
import { drill } from "./drill.ts";
import { fleet } from "./fleet.ts";
import { hostFaults } from "./host-faults.ts";
import { hosts } from "./hosts.ts";
import { hub } from "./hub.ts";
import { k3s } from "./k3s.ts";
import { kills } from "./kills.ts";
import { machines } from "./machines.ts";
import { nodes } from "./nodes.ts";
import { overhead } from "./overhead.ts";
import { proxmox } from "./proxmox.ts";
import type { Scenario } from "./scenario.ts";
import { servers } from "./servers.ts";
import { world } from "./world.ts";

export const scenarios: readonly Scenario[] = [
  hosts,
  proxmox,
  k3s,
  machines,
  nodes,
  backup,
  world,
  overhead,
  servers,
  hostFaults,
  kills,
  fleet,
  hub,
  drill,
];
