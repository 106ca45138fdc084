import { failure } from "./failure.ts";
import { gate } from "./gate.ts";
import { install } from "./install.ts";
import type { Scenario } from "./scenario.ts";

/** In the order in which they run: those that change little leave their environment to the next. */
export const scenarios: readonly Scenario[] = [install, gate, failure];
