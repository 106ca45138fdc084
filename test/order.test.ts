import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { fleet } from "./fleets/house/index.ts";
import type { Application } from "../lib/order/applications.ts";
import type { ClusterPlan } from "../lib/order/cluster-plan.ts";
import { planOf } from "./support/charts.ts";
import { projectWith } from "./support/project.ts";

/** The steps of seed 002, lines 361-414, that the fleet has components for. */
const steps: Readonly<Record<string, readonly string[]>> = {
  "1 Cilium": ["cilium"],
  "2 MetalLB": ["metallb"],
  "3 Traefik": ["traefik"],
  "4 Longhorn": ["longhorn"],
  "5 cert-manager": ["cert-manager"],
  "6 secrets": ["external-secrets", "sealed-secrets"],
  "8 External-DNS": ["external-dns"],
  "10 Prometheus and Grafana": [
    "prometheus-operator-crds",
    "kube-prometheus-stack",
    "prometheus-agent",
  ],
  "11 Loki and its collector": ["loki", "alloy"],
  "13 applications": ["portfolio-site", "vulnerability-scanner"],
};

interface Exception {
  /** Application, or `any`. */
  readonly from: string;
  /** Component of a later step. */
  readonly to: string;
  readonly reason: string;
}

/** Where the seeds contradict themselves or a certificate is more than the service that shows it. */
const exceptions: readonly Exception[] = [
  {
    from: "longhorn",
    to: "external-secrets",
    reason: "backups need the credentials of their target, so the store comes first",
  },
  {
    from: "cert-manager-config",
    to: "external-secrets",
    reason: "the issuer needs the DNS token, so the store comes first",
  },
  {
    from: "any",
    to: "prometheus-operator-crds",
    reason: "Hubble and others have their ServiceMonitors from the start, so the kinds come first",
  },
  {
    from: "traefik-config",
    to: "cert-manager",
    reason: "Traefik serves without its wildcard certificate, which needs an issuer",
  },
];

/** Come before their step, because of the exceptions. */
const early = new Set(["external-secrets", "sealed-secrets", "prometheus-operator-crds"]);

const clusters = fleet.clusters.map((cluster): [string, ClusterPlan] => [
  cluster.name,
  planOf(cluster),
]);

/** Place of the step in the seeds' order; -1 for what is no step. */
function stepOf({ component }: Application): number {
  const name = component.placement?.definition.name ?? "";
  return Object.values(steps).findIndex((names) => names.includes(name));
}

function exceptionFor(from: Application, to: Application): Exception | undefined {
  return exceptions.find(
    (exception) =>
      (exception.from === "any" || exception.from === from.name) &&
      exception.to === to.component.name,
  );
}

/** Everything that must be there first, with the exceptions left out. */
function allNeedsOf(application: Application): Set<Application> {
  const found = new Set<Application>([application]);
  for (const one of found) {
    for (const needed of one.needs.keys()) if (!exceptionFor(one, needed)) found.add(needed);
  }
  found.delete(application);
  return found;
}

describe.each(clusters)("the order of cluster %s", (_, { applications }) => {
  const waveOf = (name: string): number | undefined =>
    applications.find((application) => application.name === name)?.wave;

  it("is network, then addresses, then what needs an address", () => {
    const chain = ["cilium", "metallb", "metallb-config", "traefik"].map(waveOf);
    const waves = chain.filter((wave) => wave !== undefined);
    if (waveOf("metallb") !== undefined) expect(waves).toHaveLength(4);
    for (let i = 1; i < waves.length; i++) expect(waves[i - 1]).toBeLessThan(waves[i]!);
  });

  it("lets no step need a later one", () => {
    const names = Object.keys(steps);
    const wrong = applications.flatMap((application) =>
      [...allNeedsOf(application)]
        .filter((needed) => stepOf(application) >= 0 && stepOf(needed) > stepOf(application))
        .map(
          (needed) =>
            `${application.name} (${names[stepOf(application)]}) needs ${needed.name} (${names[stepOf(needed)]})`,
        ),
    );
    expect(wrong).toEqual([]);
  });

  it("has each step serve no later than the next one does", () => {
    const waves = Object.entries(steps)
      .map(([step, names]): [string, number] => [step, servesAt(applications, names)])
      .filter(([, wave]) => wave >= 0);
    expect(waves).toEqual(waves.toSorted(([, a], [, b]) => a - b));
  });

  it("puts every namespace and kind before what stands in it or is of it", () => {
    for (const name of ["namespaces", "prometheus-operator-crds"]) {
      const wave = waveOf(name);
      const needing = applications.filter(({ needs }) =>
        [...needs.keys()].some((one) => one.name === name),
      );
      for (const application of needing)
        expect(wave, application.name).toBeLessThan(application.wave);
    }
  });
});

/** Wave from which on all these components serve; -1 without any. */
function servesAt(applications: readonly Application[], names: readonly string[]): number {
  const served = names.filter((name) => !early.has(name));
  return Math.max(-1, ...served.map((name) => componentServesAt(applications, name)));
}

/** Wave of a component's last Application that others build on; of its first one, with its workloads, if nobody does. */
function componentServesAt(applications: readonly Application[], name: string): number {
  const own = applications.filter(({ component }) => component.placement?.definition.name === name);
  const waves = own
    .filter((application) => isBuiltOn(application, applications))
    .map(({ wave }) => wave);
  if (waves.length > 0) return Math.max(...waves);
  return own.length > 0 ? Math.min(...own.map(({ wave }) => wave)) : -1;
}

function isBuiltOn(application: Application, applications: readonly Application[]): boolean {
  return applications.some(
    ({ component, needs }) => component !== application.component && needs.has(application),
  );
}

describe("the list of exceptions", () => {
  it("holds nothing that no cluster needs any more", () => {
    const used = new Set(
      clusters.flatMap(([, { applications }]) =>
        applications.flatMap((application) =>
          [...application.needs.keys()].map((needed) => exceptionFor(application, needed)),
        ),
      ),
    );
    expect(exceptions.filter((exception) => !used.has(exception))).toEqual([]);
  });
});

describe("npm run synth -- --explain", () => {
  const house = projectWith();

  it("tells why Traefik comes after Cilium and MetalLB", () => {
    const output = execFileSync(
      process.execPath,
      ["scripts/commands/synth.ts", "--explain", "management/traefik"],
      { cwd: house, encoding: "utf8" },
    );
    expect(output).toMatchInlineSnapshot(`
      "management/traefik stands in wave 4 of 0 to 5
        needs management/metallb-config (wave 3)
          Service "traefik": spec.type LoadBalancer waits for an address (load-balancer)
          Deployment "traefik": value service.spec.type LoadBalancer: its Service waits for an address (load-balancer)
            needs management/metallb (wave 2)
              IPAddressPool "lan": apiVersion metallb.io/v1beta1: CustomResourceDefinition "ipaddresspools.metallb.io" brings the kind IPAddressPool
              IPAddressPool "lan": CustomResourceDefinition "ipaddresspools.metallb.io" is of its chart
              L2Advertisement "lan": apiVersion metallb.io/v1beta1: CustomResourceDefinition "l2advertisements.metallb.io" brings the kind L2Advertisement
              L2Advertisement "lan": CustomResourceDefinition "l2advertisements.metallb.io" is of its chart
                needs management/cilium (wave 1)
                  Deployment "metallb-controller": its pods need a network (cni)
                    needs management/prometheus-operator-crds (wave 0)
                      ServiceMonitor "cilium-agent", ServiceMonitor "hubble": apiVersion monitoring.coreos.com/v1: CustomResourceDefinition "servicemonitors.monitoring.coreos.com" brings the kind ServiceMonitor
                      DaemonSet "cilium", DaemonSet "cilium-envoy", Deployment "cilium-operator" and 4 more: its values switch on a ServiceMonitor (monitoring-crds)
                needs management/namespaces (wave 1)
                  ConfigMap "metallb-excludel2", Secret "metallb-webhook-cert", Service "metallb-webhook-service" and 8 more: it stands in Namespace "metallb-system"
                  Deployment "metallb-controller": NetworkPolicy "default-deny" applies to its pods
                  Deployment "metallb-controller": NetworkPolicy "allow-metallb-webhook-service" applies to its pods
            needs management/namespaces (wave 1)
              IPAddressPool "lan", L2Advertisement "lan": it stands in Namespace "metallb-system"
        needs management/cilium (wave 1)
          Deployment "traefik": its pods need a network (cni)
        needs management/namespaces (wave 1)
          Service "traefik", Service "traefik-metrics", ServiceAccount "traefik" and 2 more: it stands in Namespace "traefik"
          Deployment "traefik": NetworkPolicy "default-deny" applies to its pods
          Deployment "traefik": NetworkPolicy "allow-traefik" applies to its pods
        needs management/prometheus-operator-crds (wave 0)
          ServiceMonitor "traefik": apiVersion monitoring.coreos.com/v1: CustomResourceDefinition "servicemonitors.monitoring.coreos.com" brings the kind ServiceMonitor
          Deployment "traefik": its values switch on a ServiceMonitor (monitoring-crds)
      needed by argo-cd, harbor, kube-prometheus-stack, loki, traefik-config
      its failure would hold up 10 Applications in wave 5: alloy, argo-cd, external-dns, gitlab-runner, harbor, kube-prometheus-stack, loki, longhorn-config, sealed-secrets, traefik-config
      "
    `);
  });
});
