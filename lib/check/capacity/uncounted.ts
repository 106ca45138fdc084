import { bundledParts } from "../../model/distribution.ts";
import { groupOf } from "../../kubernetes/manifest.ts";
import type { Measured } from "../../model/run-time.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import { listed } from "../support/rule.ts";
import type { Claimed } from "./claims.ts";
import type { Demand } from "./demand.ts";

/** What is not in the sums, and why. */
export interface Uncounted {
  /** The component, or the distribution. */
  readonly component: string;
  readonly what: string;
  readonly why: string;
  /** What it was measured to use, and who says so. */
  readonly measured?: readonly Measured[];
}

export function uncountedIn(
  plan: ClusterPlan,
  demand: Demand,
  claimed: readonly Claimed[],
): Uncounted[] {
  return [
    ...ofDistribution(plan),
    ...ofCharts(plan),
    ...ofKinds(plan),
    ...ofPods(demand),
    ...ofVolumes(claimed),
  ];
}

function* ofDistribution({ cluster }: ClusterPlan): Iterable<Uncounted> {
  const { distribution } = cluster.kubernetes;
  const component = distribution.name;
  for (const [part, { pods }] of bundledParts(cluster))
    if (!pods)
      yield { component, what: `part ${part}`, why: "nobody wrote down what its pods ask for" };
  if (distribution.controlPlane === "static-pods" && !distribution.controlPlanePods)
    yield {
      component,
      what: "the control plane",
      why: "nobody wrote down what its pods ask for",
    };
}

function* ofCharts({ components }: ClusterPlan): Iterable<Uncounted> {
  for (const { name: component, release, isUnseen, isGuessed } of components) {
    const what = `chart ${release?.chart.name}`;
    if (isUnseen) yield { component, what, why: "nobody knows what it makes here" };
    else if (isGuessed)
      yield { component, what, why: "counted as recorded, which was with other values" };
  }
}

/** Kinds of operators of which nobody says whether they run pods. */
function* ofKinds({ components, index }: ClusterPlan): Iterable<Uncounted> {
  for (const { name: component, manifests } of components) {
    const kinds = manifests.filter((manifest) => {
      const group = groupOf(manifest.apiVersion);
      const isForeign = group.includes(".") && !group.endsWith(".k8s.io");
      return isForeign && index.kinds.of(manifest).length === 0;
    });
    for (const kind of new Set(kinds.map((one) => one.kind)))
      yield { component, what: `kind ${kind}`, why: "nobody says what pods its controller runs" };
  }
}

function* ofPods({ residents, loads }: Demand): Iterable<Uncounted> {
  const staying = loads.filter(({ isPassing }) => !isPassing);
  for (const { component, what, silent, measured } of [...residents, ...staying]) {
    if (silent.length === 0) continue;
    const isWhole = silent.length === 1 && silent[0] === what;
    const of = isWhole ? what : `${listed(silent)} of ${what}`;
    yield {
      component,
      what: of,
      why: "no request of CPU or memory",
      ...(measured.length > 0 && { measured }),
    };
  }
  for (const { component, what, perhapsOn } of residents)
    if (perhapsOn.length > 0)
      yield {
        component,
        what,
        why: `runs on nodes with labels that nobody declares: perhaps on ${listed(perhapsOn)}`,
      };
}

function* ofVolumes(claimed: readonly Claimed[]): Iterable<Uncounted> {
  for (const { component, what, storageClass, place } of claimed) {
    if (place && (!place.outside || place.outside.size !== undefined)) continue;
    const why = place
      ? "nobody says how much its store holds"
      : `nobody says where volumes of ${storageClass === undefined ? "the default class" : `class ${storageClass}`} lie`;
    yield { component, what: `volume of ${what}`, why };
  }
}
