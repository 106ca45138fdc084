import { describe, expect, it } from "vitest";
import * as catalogue from "../../../../lib/kubernetes/schema/catalogue.ts";
import { check } from "../../../../lib/kubernetes/schema/check.ts";

function valueLines(chart: string, values: unknown): string[] {
  const { schema = {}, definitions = {} } = catalogue.valuesSchema(chart) ?? {};
  return check(schema, definitions, values).map(({ path, message }) => `${path} ${message}`);
}

describe("the catalogue", () => {
  it("knows three minors of Kubernetes, oldest first", () => {
    expect(catalogue.kubernetesMinors()).toEqual(["1.34", "1.35", "1.36"]);
  });

  it("knows the scope of built-in kinds", () => {
    expect(catalogue.coreSchema("1.36", "apps/v1", "Deployment")?.scope).toBe("Namespaced");
    expect(catalogue.coreSchema("1.36", "v1", "Namespace")?.scope).toBe("Cluster");
  });

  it("knows a kind only in the minors that serve it", () => {
    const kind = ["admissionregistration.k8s.io/v1", "MutatingAdmissionPolicy"] as const;
    expect(catalogue.coreSchema("1.36", ...kind)).toBeDefined();
    expect(catalogue.coreSchema("1.34", ...kind)).toBeUndefined();
  });

  it("reads a minor that it does not have as the newest", () => {
    const newest = catalogue.kubernetesMinors().at(-1)!;
    expect(catalogue.coreSchema("1.20", "v1", "Pod")).toEqual(
      catalogue.coreSchema(newest, "v1", "Pod"),
    );
  });

  it("knows custom resources by group and kind", () => {
    expect(catalogue.customResource("cert-manager.io", "Certificate")?.plural).toBe("certificates");
    expect(catalogue.customResource("cert-manager.io", "Certificat")).toBeUndefined();
  });

  it("keeps versions that are no longer served without their schema", () => {
    const { versions = {} } =
      catalogue.customResource("external-secrets.io", "ExternalSecret") ?? {};
    expect(versions["v1beta1"]).toEqual({ served: false, storage: false });
  });

  it("has no values of a chart that is not imported", () => {
    expect(catalogue.valuesSchema("nonesuch")).toBeUndefined();
  });
});

describe("the values of charts", () => {
  it.each([
    [
      "a typo below a map with a schema",
      "cilium",
      { cgroup: { automount: true } },
      'cgroup.automount is not a field; did you mean "autoMount"?',
    ],
    [
      "a typo in a chart without a schema",
      "argo-cd",
      { controler: {} },
      'controler is not a field; did you mean "controller"?',
    ],
    [
      "a typo in a subchart",
      "kube-prometheus-stack",
      { grafana: { persistance: {} } },
      'grafana.persistance is not a field; did you mean "persistence"?',
    ],
    [
      "text for a boolean",
      "longhorn",
      { ingress: { enabled: "false" } },
      'ingress.enabled is "false", not a boolean; write false',
    ],
    [
      "what the chart's own schema refuses",
      "traefik",
      { log: { level: "LOUD" } },
      'log.level is "LOUD"; use one of TRACE, DEBUG, INFO, WARN, ERROR, FATAL, PANIC',
    ],
  ])("refuse %s", (_, chart, values, line) => {
    expect(valueLines(chart, values)).toEqual([line]);
  });

  it.each([
    [
      "keys that upstream only shows in comments",
      "cilium",
      { l2announcements: { leaseDuration: "3s" } },
    ],
    [
      "the user's own keys in a ConfigMap",
      "argo-cd",
      { configs: { params: { "server.insecure": true } } },
    ],
    [
      "the user's own ports",
      "traefik",
      { ports: { mqtt: { port: 1883, expose: { default: true } } } },
    ],
    [
      "null in place of any default",
      "longhorn",
      { ingress: null, persistence: { defaultClass: null } },
    ],
    [
      "fields of Kubernetes",
      "alloy",
      { controller: { nodeSelector: { "kubernetes.io/os": "linux" } } },
    ],
    [
      "a number where the default leaves it open",
      "argo-cd",
      { server: { pdb: { minAvailable: 1 } } },
    ],
    ["anything global", "loki", { global: { mine: 1 } }],
    [
      "sections of a configuration file",
      "loki",
      { loki: { limits_config: { retention_period: "744h" } } },
    ],
  ])("accept %s", (_, chart, values) => {
    expect(valueLines(chart, values)).toEqual([]);
  });
});
