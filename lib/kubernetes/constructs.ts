import { createRequire } from "node:module";
import type * as models from "cdk8s-plus-28/lib/imports/k8s.js";

export type * from "cdk8s-plus-28/lib/imports/k8s.js";

/**
 * The typed constructs of the built-in kinds, without the rest of cdk8s-plus: a start is a twentieth shorter. Read by
 * `require`, since an `import` first parses its 2.7 MB to find out that it is CommonJS.
 */
export const k8s = createRequire(import.meta.url)(
  "cdk8s-plus-28/lib/imports/k8s.js",
) as typeof models;
