import { ApiObject } from "cdk8s";
import type { ApiObjectProps } from "cdk8s";
import { isObject, readDirectory } from "../kubernetes/directory.ts";
import type { PodSecurity } from "./cluster-data.ts";
import { defineComponent } from "./component.ts";
import type { Layer } from "./definition.ts";
import type { AnyPlacement, Overrides } from "./placement.ts";

/** Objects that somebody wrote, or that a project publishes. */
export interface FreeManifests {
  /** A directory of YAML below the repository, with everything below it; or one file. */
  readonly from: string;
  readonly namespace: string;
  /** @default "apps" */
  readonly layer?: Layer;
  /** Pod Security level of the namespace. @default "baseline" */
  readonly podSecurity?: PodSecurity;
}

type FreeOverrides = Omit<Overrides, "values" | "hooks" | "delivery" | "name" | "namespace">;

/**
 * Puts the objects of a directory into a cluster, checked and ordered like all others. What is no object is a problem.
 *
 * @example
 * manifests("cronjobs", { namespace: "cronjobs", from: "manifests/cronjobs" })
 */
export function manifests<const Name extends string>(
  name: Name,
  { from, ...definition }: FreeManifests,
  overrides: FreeOverrides = {},
): AnyPlacement {
  const { documents, issues } = readDirectory(from);
  const objects = documents.filter(({ value }) => isObject(value));
  const component = defineComponent({
    layer: "apps",
    ...definition,
    name,
    *check() {
      yield* issues;
      for (const { file, value } of documents)
        if (!isObject(value))
          yield `${file} holds a document without apiVersion, kind or metadata.name; complete it or take it out`;
    },
    objects(scope) {
      objects.forEach(({ value }, i) => {
        new ApiObject(scope, `object-${i}`, value as ApiObjectProps);
      });
    },
  });
  return component({}, overrides) as AnyPlacement;
}
