import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import { checkSchemas } from "../../../lib/check/rules/schemas.ts";
import { component, fleetOf, problemsOf } from "../../support/fleet.ts";
import { titleOf } from "../../../lib/kubernetes/manifest.ts";
import { render } from "../../../lib/build/render.ts";
import { ClusterScopes } from "../../../lib/build/scope.ts";

const home = fleetOf().clusters[0]!;
const rendered = render(new ClusterScopes(home), component("app"), () => undefined);

/** What the schema of its kind says against an object: the same lines that `npm run synth` prints. */
export function schemaProblems(object: Manifest): string[] {
  const namespace = object.metadata.namespace ?? "default";
  const { problems } = checkSchemas(home, [{ ...rendered, namespace, manifests: [object] }]);
  return problems.map(({ message }) => message);
}

/** What all rules together say of an object that they did not say of the one that it was made of. */
export function newProblems(base: Manifest, object: Manifest): string[] {
  // What was said of the object before is nothing new because it, or an item of it, is now called otherwise.
  const plain = (problem: string): string =>
    problem.replaceAll(titleOf(object), titleOf(base)).replaceAll(/\[\d+\]/g, "[]");
  const before = new Set(allProblems(base).map(plain));
  return allProblems(object).filter((problem) => !before.has(plain(problem)));
}

/** What all rules together say of a small fleet with this object in it. */
function allProblems({ metadata, ...object }: Manifest): string[] {
  const { namespace: _, ...rest } = metadata;
  return problemsOf(fleetOf({ objects: [{ ...object, metadata: rest }] }));
}
