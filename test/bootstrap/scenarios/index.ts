import { hosts } from "./hosts.ts";
import type { Scenario } from "./scenario.ts";

import { k3s } from "./k3s.ts";
import { proxmox } from "./proxmox.ts";

export const scenarios: readonly Scenario[] = [hosts, proxmox, k3s];
