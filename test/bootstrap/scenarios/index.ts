import { hosts } from "./hosts.ts";
import type { Scenario } from "./scenario.ts";

export const scenarios: readonly Scenario[] = [hosts];
