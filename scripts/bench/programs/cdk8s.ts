import { join } from "node:path";
import type { App } from "cdk8s";
import { fleet } from "../../../clusters/index.ts";
import { ClusterScopes } from "../../../lib/build/scope.ts";

// The shipped fleet as an app of cdk8s alone: the same charts, written by its own `synth`, one file each. Nothing is
// ordered or checked, and there are no Applications.
const directory = process.env["CDK8S_OUTDIR"] ?? "dist";
for (const cluster of fleet.clusters) {
  process.env["CDK8S_OUTDIR"] = join(directory, cluster.name);
  const scopes = new ClusterScopes(cluster);
  for (const placement of cluster.components) {
    const scope = scopes.of(placement);
    placement.definition.objects?.(scope, placement.options);
    (scope.node.root as App).synth();
  }
}
