import { titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import { listed, problemAt, specOf } from "../support/rule.ts";
import { didYouMean } from "../../words.ts";

interface IngressSpec {
  readonly ingressClassName: string;
  readonly tls: readonly { readonly hosts?: readonly string[] }[];
  readonly rules: readonly {
    readonly host?: string;
    readonly http?: {
      readonly paths?: readonly { readonly path?: string; readonly pathType?: string }[];
    };
  }[];
}

/** An Ingress says which hosts it serves, has certificates for no others, and shares no path with another. */
export function* ingresses({ cluster, components }: ClusterPlan): Iterable<Problem> {
  const routes = new Map<string, string>();
  for (const { name, manifests } of components) {
    for (const manifest of manifests) {
      if (manifest.kind !== "Ingress") continue;
      const title = titleOf(manifest);
      const spec = specOf<IngressSpec>(manifest);
      for (const message of hostIssues(spec)) yield problemAt(cluster, name, `${title} ${message}`);
      const owner = `${title} of ${name}`;
      for (const [route, text] of routesOf(spec)) {
        const other = routes.get(route);
        if (other === undefined) {
          routes.set(route, owner);
          continue;
        }
        const twice = other === owner ? `${text} twice` : `${text}, which ${other} serves too`;
        yield problemAt(cluster, name, `${title} serves ${twice}; drop one of them`);
      }
    }
  }
}

function* hostIssues({ rules = [], tls = [] }: Partial<IngressSpec>): Iterable<string> {
  const hosts = new Set<string>();
  for (const [i, { host }] of rules.entries()) {
    if (host) hosts.add(host);
    else yield `spec.rules[${i}] has no host, so it answers for every name; give it one`;
  }
  for (const [i, { hosts: names = [] }] of tls.entries()) {
    for (const name of names) {
      if (hosts.size === 0 || hosts.has(name) || covers(name, hosts)) continue;
      yield `spec.tls[${i}].hosts has "${name}", which no rule serves; ${didYouMean(name, hosts) ?? `use ${listed([...hosts], "or")}`}`;
    }
  }
}

/** A wildcard stands for one label. */
function covers(name: string, hosts: Iterable<string>): boolean {
  if (!name.startsWith("*.")) return false;
  for (const host of hosts) if (host.slice(host.indexOf(".")) === name.slice(1)) return true;
  return false;
}

function* routesOf({
  ingressClassName = "",
  rules = [],
}: Partial<IngressSpec>): Iterable<[route: string, text: string]> {
  for (const { host, http } of rules) {
    if (!host) continue;
    for (const { path = "/", pathType = "" } of http?.paths ?? [])
      yield [`${ingressClassName} ${pathType} ${host}${path}`, `${host}${path}`];
  }
}
