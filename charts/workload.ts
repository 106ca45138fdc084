import { defineComponent } from "../lib/model/component.ts";
import type { Layer } from "../lib/model/definition.ts";
import type { AnyPlacement, Overrides } from "../lib/model/placement.ts";
import type { Scope } from "../lib/model/scope.ts";

export { app } from "./parts/app/app.ts";
export { cronJob, job } from "./parts/app/job.ts";
export { mariadb } from "./parts/database/mariadb.ts";
export { mongodb } from "./parts/database/mongodb.ts";
export { postgres } from "./parts/database/postgres.ts";
export { rabbitmq } from "./parts/database/rabbitmq.ts";
export { valkey } from "./parts/database/valkey.ts";

export interface WorkloadOptions extends Pick<
  Overrides,
  "allow" | "patches" | "drop" | "ignoreDifferences"
> {
  /** @default its name */
  readonly namespace?: string;
  /** @default "apps" */
  readonly layer?: Layer;
}

/** Adds apps, jobs and databases. */
export type Build = (scope: Scope) => void;

/**
 * Puts apps with their databases and jobs into a cluster without a component: what one compose file says.
 *
 * @example
 * workload("notes", (scope) => {
 *   const database = postgres(scope, { name: "notes-db", size: "5Gi" });
 *   app(scope, { name: "notes", image: "a.example/notes:1.4", port: 8080, databases: [database] });
 * })
 */
export function workload(name: string, build: Build): AnyPlacement;
export function workload(name: string, options: WorkloadOptions, build: Build): AnyPlacement;
export function workload(
  name: string,
  ...given: readonly [build: Build] | readonly [options: WorkloadOptions, build: Build]
): AnyPlacement {
  const [options, build] = given.length === 1 ? [{}, given[0]] : given;
  const { namespace = name, layer = "apps", ...overrides } = options;
  const component = defineComponent({
    name,
    layer,
    namespace,
    podSecurity: "restricted",
    objects: (scope) => build(scope),
  });
  return component({}, overrides) as AnyPlacement;
}
