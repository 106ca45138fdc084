import { defineFleet } from "../../../lib/model/cluster.ts";
import { local } from "./local.ts";
import { repository, site } from "./site.ts";

/** A developer's computer: one cluster in containers, and what apps need (seed 000). */
export const fleet = defineFleet({ site, repository, clusters: [local] });
