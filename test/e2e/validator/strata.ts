import type { Manifest } from "../../../lib/manifest.ts";
import { checkSchemas } from "../../../lib/validate/schemas.ts";
import { component, fleetOf, problemsOf } from "../../support/fleet.ts";
import { render } from "../../../lib/render.ts";

const home = fleetOf().clusters[0]!;
const rendered = render(home, component("app"), () => undefined);

/** What the schema of its kind says against an object: the same lines that `npm run synth` prints. */
export function schemaProblems(object: Manifest): string[] {
  const namespace = object.metadata.namespace ?? "default";
  const { problems } = checkSchemas(home, [{ ...rendered, namespace, manifests: [object] }]);
  return problems.map(({ message }) => message);
}

/** What all rules together say of a small fleet with this object in it. */
export function allProblems({ metadata, ...object }: Manifest): string[] {
  const { namespace: _, ...rest } = metadata;
  return problemsOf(fleetOf({ objects: [{ ...object, metadata: rest }] }));
}
