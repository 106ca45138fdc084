import { certManager } from "../../../../charts/index.ts";
import { app } from "../../../../charts/parts/app/app.ts";
import type { AppOptions } from "../../../../charts/parts/app/options.ts";
import { workload } from "../../../../charts/workload.ts";
import type { Build } from "../../../../charts/workload.ts";
import type { Manifest } from "../../../../lib/kubernetes/manifest.ts";
import { titleOf } from "../../../../lib/kubernetes/manifest.ts";
import type { Fleet } from "../../../../lib/model/cluster.ts";
import type { AnyPlacement } from "../../../../lib/model/placement.ts";
import { planOf } from "../../../support/charts.ts";
import type { Change } from "../../../support/fleet.ts";
import { component, fleetOf, k3sBut, problemsOf } from "../../../support/fleet.ts";

/** The small fleet with these apps, an authority, a load balancer and the Secrets of "shop". */
export function fleetWith(
  apps: AnyPlacement,
  { cluster, components = [balancer] }: Change = {},
): Fleet {
  return fleetOf({
    cluster: {
      components: [apps, certManager({ authority: "local" }), ...components],
      ingress: { className: "traefik", issuer: "local-authority" },
      kubernetes: k3sBut("servicelb"),
      secretsFromBootstrap: {
        "shop/login": ["token"],
        "shop/db": ["password"],
        "shop/cache": ["password"],
      },
      ...cluster,
    },
  });
}

const balancer = component("balancer", {
  namespace: "balancer",
  provides: {
    "load-balancer": {
      addresses: {
        annotation: "balancer.example/loadBalancerIPs",
        sharing: "balancer.example/sharing",
      },
    },
  },
});

/** What "shop" makes, by kind and name, and every problem of its fleet. */
export interface Made {
  readonly problems: readonly string[];
  readonly titles: readonly string[];
  /** Loosely typed: a test knows what it looks for. */
  // oxlint-disable-next-line no-explicit-any
  readonly of: (kind: string, name?: string) => any;
  readonly namespace: Manifest;
}

export function made(build: Build, change?: Change): Made {
  const fleet = fleetWith(workload("shop", build), change);
  const { components } = planOf(fleet.clusters[0]!);
  const manifests = components.find(({ name }) => name === "shop")!.manifests;
  return {
    problems: problemsOf(fleet),
    titles: manifests.map(titleOf).sort(),
    of: (kind, name = "shop") =>
      manifests.find((one) => one.kind === kind && one.metadata.name === name),
    namespace: components
      .find(({ name }) => name === "namespaces")!
      .manifests.find(({ metadata }) => metadata.name === "shop")!,
  };
}

export const basic = {
  name: "shop",
  image: "a.example/shop:1.0",
  requests: { cpu: "10m", memory: "16Mi" },
  limits: { memory: "32Mi" },
} as const satisfies AppOptions;

/** The same of one app with these options. */
export function madeOf(options: Partial<AppOptions>, change?: Change): Made {
  return made((scope) => app(scope, { ...basic, ...options }), change);
}
