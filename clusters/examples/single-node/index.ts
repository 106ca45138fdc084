import { defineFleet } from "../../../lib/model/cluster.ts";
import { home } from "./home.ts";
import { repository, site } from "./site.ts";

/**
 * One server that is a whole house (seed 001). Once a Raspberry Pi and a mini PC stand beside it, import `home` from
 * ./grown.ts.
 */
export const fleet = defineFleet({ site, repository, clusters: [home] });
