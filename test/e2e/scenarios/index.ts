import { capacity } from "./capacity.ts";
import { attacker } from "./attacker.ts";
import { away } from "./away.ts";
import { catalogueScenario } from "./catalogue.ts";
import { catalogueSynced } from "./catalogue-synced.ts";
import { chaos } from "./chaos.ts";
import { controllers } from "./controllers.ts";
import { controls } from "./controls.ts";
import { day2 } from "./day-2.ts";
import { delivery } from "./delivery.ts";
import { drift } from "./drift.ts";
import { existing } from "./existing.ts";
import { failure, hook } from "./failure.ts";
import { faults } from "./faults.ts";
import { gate } from "./gate.ts";
import { houseScenario } from "./houses.ts";
import { install } from "./install.ts";
import { load } from "./load.ts";
import { moveOver } from "./move-over.ts";
import { policies } from "./policies.ts";
import { pipelines } from "./pipelines.ts";
import { prune } from "./prune.ts";
import { quiet } from "./quiet.ts";
import { publish } from "./publish.ts";
import { rendered } from "./rendered.ts";
import { renovate } from "./renovate.ts";
import { restarts } from "./restarts.ts";
import type { Scenario } from "./scenario.ts";
import { scale } from "./scale.ts";
import { signatures } from "./signatures.ts";
import { settles } from "./settles.ts";
import { slow } from "./slow.ts";
import { takeover } from "./takeover.ts";
import { traps } from "./traps.ts";
import { restores } from "./restores.ts";
import { rollback, update } from "./update.ts";
import { validator } from "./validator.ts";
import { volumes } from "./volumes.ts";
import { workloads } from "./workloads.ts";

/** In the order in which they run: those that change little leave their environment to the next. */
export const scenarios: readonly Scenario[] = [
  install,
  quiet,
  update,
  rollback,
  controls,
  publish,
  attacker,
  signatures,
  away,
  moveOver,
  slow,
  gate,
  failure,
  prune,
  drift,
  delivery,
  rendered,
  chaos,
  day2,
  traps,
  validator,
  restarts,
  pipelines,
  settles,
  capacity,
  houseScenario,
  catalogueScenario,
  catalogueSynced,
  workloads,
  policies,
  restores,
  controllers,
  faults,
  hook,
  existing,
  volumes,
  takeover,
  renovate,
  load,
  scale,
];
