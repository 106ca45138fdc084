import { defineComponent } from "../../lib/model/component.ts";
import { monitored } from "../parts/monitoring.ts";
import { policiesOf } from "../parts/policies.ts";

export interface KyvernoOptions {
  /** What breaks a rule is refused, not only reported. @default false */
  readonly enforce?: boolean;
  /** Where images may come from, such as `ghcr.io/` or `registry.house.example/apps/`. @default anywhere */
  readonly registries?: readonly string[];
  /** Namespaces whose pods no rule looks at, beside kube-system and its own. @default none */
  readonly ignore?: readonly string[];
}

/** Looks at pods that come into being by whatever way: images with a version, requests of memory, known registries. */
export const kyverno = defineComponent({
  name: "kyverno",
  layer: "security",
  about: { docs: "https://kyverno.io/docs/" },
  namespace: "kyverno",
  podSecurity: "restricted",
  chart: "kyverno",
  kinds: {
    "kyverno.io/*": {},
    "policies.kyverno.io/*": {},
    "reports.kyverno.io/*": {},
    "wgpolicyk8s.io/*": {},
  },

  traffic: {
    from: [{ who: "nodes", ports: [9443], why: "the API server calls webhooks that it makes" }],
    to: [{ who: "api-server" }],
  },

  *check({ registries = [] }: KyvernoOptions) {
    for (const one of registries.filter((prefix) => !/^[^/\s]+\/([^/\s]+\/)*$/.test(prefix)))
      yield `has registry "${one}", whose end would be anybody's; write a host or a path with "/" at its end, such as ghcr.io/`;
  },

  values: (scope) => {
    const serviceMonitor = { enabled: monitored(scope) };
    return {
      // A cluster that starts after a night without power must not wait for who looks at its pods.
      features: { forceFailurePolicyIgnore: { enabled: true } },
      admissionController: { serviceMonitor },
      backgroundController: { serviceMonitor },
      cleanupController: { serviceMonitor },
      reportsController: { serviceMonitor },
      grafana: { enabled: scope.has("metrics") },
    };
  },

  objects: policiesOf,
});
