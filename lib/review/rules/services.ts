import type { Finding } from "../support/finding.ts";
import { findingOf } from "../support/finding.ts";
import type { Change, Pair } from "../support/state.ts";
import { changesOfKind } from "../support/state.ts";

interface Spec {
  readonly type?: string;
  readonly clusterIP?: string;
  readonly externalName?: string;
  readonly loadBalancerIP?: string;
  readonly loadBalancerClass?: string;
  readonly externalIPs?: readonly string[];
}

const fields = [
  "clusterIP",
  "externalName",
  "loadBalancerIP",
  "loadBalancerClass",
  "externalIPs",
] as const;

/** Services that are reached in another way. */
export function* services(pair: Pair): Iterable<Finding> {
  for (const change of changesOfKind(pair, "", "Service")) {
    if (!change.before || !change.after) continue;
    for (const message of changed(change))
      yield findingOf(pair.cluster, change, {
        topic: "services",
        rule: "service-changed",
        level: "warning",
        message,
        todo: "look who reaches it by address: DNS records, port forwards of the router, other machines",
      });
  }
  yield* addresses(pair);
}

function* changed({ before, after }: Change): Iterable<string> {
  const [old, own] = [before, after].map((one) => (one!.manifest["spec"] ?? {}) as Spec);
  const [was, is] = [old!.type ?? "ClusterIP", own!.type ?? "ClusterIP"];
  if (was !== is) {
    const lost = was === "LoadBalancer" ? ", and gives its address back" : "";
    yield `changes spec.type from ${was} to ${is}${lost}`;
  }
  for (const field of fields) {
    const [had, has] = [old![field], own![field]].map((value) =>
      value === undefined ? "none" : String(value),
    );
    // Becoming headless, or no longer being it, is refused, and told elsewhere.
    if (had !== has && old![field] !== "None" && own![field] !== "None")
      yield `changes spec.${field} from ${had} to ${has}`;
  }
}

/** Fixed addresses, whatever annotation asks for them. */
function* addresses({ cluster, before, after }: Pair): Iterable<Finding> {
  if (!before.facts || !after.facts) return;
  const [old, own] = [before.facts, after.facts].map(({ addresses: all }) =>
    Map.groupBy(Object.entries(all), ([, who]) => who),
  );
  for (const who of new Set([...old!.keys(), ...own!.keys()])) {
    const [had, has] = [old!, own!].map((all) => (all.get(who) ?? []).map(([address]) => address));
    const [gone, come] = [
      had!.filter((one) => !has!.includes(one)),
      has!.filter((one) => !had!.includes(one)),
    ];
    if (gone.length + come.length === 0) continue;
    const from = had!.length === 0 ? "" : ` instead of ${had!.join(", ")}`;
    yield {
      topic: "services",
      rule: "address-changed",
      level: gone.length > 0 ? "warning" : "note",
      place: cluster,
      path: `dist/${cluster}/review.yaml`,
      message:
        has!.length > 0
          ? `${who} asks for ${has!.join(", ")}${from}`
          : `${who} no longer asks for ${gone.join(", ")}`,
      ...(gone.length > 0 && {
        todo: "change what names the old address: DNS records, port forwards of the router, other machines",
      }),
    };
  }
}
