import { defineFleet } from "../../../lib/model/cluster.ts";
import { edge } from "./edge.ts";
import { local } from "./local.ts";
import { management } from "./management.ts";
import { production } from "./production.ts";
import { repository, site } from "./site.ts";

export const fleet = defineFleet({
  site,
  repository,
  hub: management.name,
  clusters: [management, production, edge, local],
});
