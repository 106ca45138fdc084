import { app, postgres, workload } from "../../../charts/workload.ts";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import { site } from "./site.ts";

/** An app of the team's own in one of the environments: pushed to localhost:5001, and run from there. */
export function mailbox(environment: "dev" | "staging", version: string): AnyPlacement {
  return workload(`mailbox-${environment}`, { namespace: environment }, (scope) => {
    const database = postgres(scope, { name: "mailbox-db", size: "1Gi" });
    app(scope, {
      name: "mailbox",
      image: `localhost:5001/mesh-mailbox:${version}`,
      port: 8080,
      host: `mailbox-${environment}.${site.domain}`,
      databases: [database],
      health: "/health",
      requests: { cpu: "50m", memory: "128Mi" },
      limits: { memory: "256Mi" },
    });
  });
}
