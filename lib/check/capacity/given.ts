import type { ClusterPlan } from "../../order/cluster-plan.ts";
import { specOf } from "../support/rule.ts";
import type { Defaults } from "./pod.ts";

type Requests = Readonly<Record<string, string | number>>;

/** What others give to pods that say nothing themselves. */
export interface Given {
  /** By namespace. */
  readonly defaults: ReadonlyMap<string, Defaults>;
  /** By RuntimeClass. */
  readonly overheads: ReadonlyMap<string, Requests>;
}

interface Range {
  readonly type: string;
  readonly default?: Requests;
  readonly defaultRequest?: Requests;
}

export function givenOf({ index }: ClusterPlan): Given {
  const defaults = new Map<string, Defaults>();
  const overheads = new Map<string, Requests>();
  for (const { manifest } of index.items) {
    const { namespace = "", name } = manifest.metadata;
    if (manifest.kind === "LimitRange") {
      const { limits = [] } = specOf<{ limits: readonly Range[] }>(manifest);
      const ofContainers = limits.find(({ type }) => type === "Container");
      if (ofContainers)
        defaults.set(namespace, {
          requests: ofContainers.defaultRequest,
          limits: ofContainers.default,
        });
    }
    if (manifest.kind === "RuntimeClass") {
      const { podFixed = {} } = (manifest["overhead"] ?? {}) as { podFixed?: Requests };
      overheads.set(name, podFixed);
    }
  }
  return { defaults, overheads };
}
