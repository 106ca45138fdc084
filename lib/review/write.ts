import { factsOf } from "../check/support/facts.ts";
import { askingsOf, readBy } from "../check/rules/load-balancers.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { allowancesOf } from "../model/allowance.ts";
import { bootstrapSecrets } from "../model/bootstrap.ts";
import type { AnyDefinition } from "../model/definition.ts";
import type { KindFacts } from "../model/kind.ts";
import { namespaceOf } from "../model/placement.ts";
import type { Application } from "../order/applications.ts";
import type { ClusterPlan } from "../order/cluster-plan.ts";
import type { ReviewFacts } from "./support/facts.ts";
import { roomOf } from "./support/room.ts";

// Apart from what reads it: this loads all that makes a plan, and twice as many modules as a review.

/** As an object, so that every reader of dist/ can tell what it is. */
export function reviewManifest(plan: ClusterPlan): Manifest {
  return {
    apiVersion: "strata/v1",
    kind: "Facts",
    metadata: { name: plan.cluster.name },
    ...reviewFacts(plan),
  };
}

export function reviewFacts(plan: ClusterPlan): ReviewFacts {
  const { cluster, components, applications } = plan;
  const reads = readBy(cluster);
  const room = roomOf(plan);
  const askings = components.flatMap((component) => askingsOf(component, reads));
  return {
    nodes: cluster.nodes.length,
    ...(room && { room }),
    needs: sorted(
      applications.map((one): [string, Record<string, string>] => [one.name, needsOf(one)]),
    ),
    hosts: sorted(factsOf(plan).hostnames),
    addresses: sorted(askings.map(({ address, who }) => [address, who] as const)),
    secrets: secretsOf(plan),
    keepsData: kindsWhere(plan, ({ keepsData }) => keepsData === true),
    policies: kindsWhere(plan, ({ appliesTo }) => appliesTo !== undefined),
    allow: [
      ...allowancesOf(cluster.allow, undefined),
      ...cluster.components.flatMap((placement) =>
        allowancesOf(placement.overrides.allow, namespaceOf(placement)),
      ),
    ],
  };
}

function needsOf({ needs }: Application): Record<string, string> {
  return sorted(
    [...needs].map(([{ name }, [edge]]) => [name, `${edge!.from.title}: ${edge!.reason}`] as const),
  );
}

const secret = "/Secret/";

function secretsOf({ cluster, index }: ClusterPlan): Record<string, string> {
  const made = [...index.makers]
    .filter(([id]) => id.startsWith(secret))
    .map(
      ([id, { title, component }]) =>
        [id.slice(secret.length), `${title} of ${component.name}`] as const,
    );
  const given = Object.keys(bootstrapSecrets(cluster)).map((id) => [id, "the bootstrap"] as const);
  return sorted([...made, ...given]);
}

function kindsWhere({ cluster }: ClusterPlan, isMeant: (facts: KindFacts) => boolean): string[] {
  const definitions = cluster.components.map(({ definition }): AnyDefinition => definition);
  const meant = definitions.flatMap(({ kinds = {} }) =>
    Object.entries(kinds).flatMap(([kind, facts]) => (isMeant(facts) ? [kind] : [])),
  );
  return [...new Set(meant)].sort();
}

function sorted<Value>(
  entries: readonly (readonly [key: string, value: Value])[],
): Record<string, Value> {
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
