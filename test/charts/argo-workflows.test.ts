import { describe, expect, it } from "vitest";
import { argoWorkflows, objectStore, prometheusOperatorCrds } from "../../charts/index.ts";
import { manifestOf, renderedIn, valuesOf } from "./rendered.ts";

const host = "workflows.house.example";
const store = objectStore({ endpoint: "http://10.1.0.5:9000" });
const ingress = { className: "traefik", issuer: "house" };
const made = (options = {}, others: Parameters<typeof renderedIn>[1] = []) =>
  renderedIn(argoWorkflows({ host, ...options }), others, { ingress });

describe("argo-workflows", () => {
  it("brings its kinds itself, and fetches nothing from the internet", () => {
    expect(valuesOf(made()).crds).toEqual({ full: false });
  });

  it("runs workflows in the namespaces that it is told, within level restricted", () => {
    const { controller, mainContainer, executor } = valuesOf(made({ namespaces: ["jobs"] }));
    expect(controller.workflowNamespaces).toEqual(["jobs"]);
    expect(controller.workflowDefaults.spec).toMatchObject({
      serviceAccountName: "argo-workflow",
      securityContext: { runAsNonRoot: true },
    });
    for (const one of [mainContainer, executor])
      expect(one.securityContext).toMatchObject({ allowPrivilegeEscalation: false });
  });

  it("keeps artifacts in a bucket, whose key is in each of those namespaces", () => {
    const kept = made({ namespaces: ["argo", "jobs"], bucket: "artifacts" }, [store]);
    expect(kept.secrets.map(({ name, namespace }) => [namespace, name])).toEqual([
      [undefined, "bucket-artifacts"],
      ["jobs", "bucket-artifacts"],
    ]);
    expect(valuesOf(kept).artifactRepository).toMatchObject({
      archiveLogs: true,
      s3: { bucket: "artifacts", endpoint: "10.1.0.5:9000", insecure: true },
    });
    expect(valuesOf(made())).not.toHaveProperty("artifactRepository");
  });

  it("is served at its host, and asked for a token", () => {
    expect(valuesOf(made()).server.authModes).toEqual(["client"]);
    expect(manifestOf(made(), "Ingress", "argo-workflows-server")["spec"]).toMatchObject({
      rules: [{ host }],
    });
  });

  it("shows its metrics where somebody knows ServiceMonitors", () => {
    const shown = (others: Parameters<typeof renderedIn>[1]): unknown =>
      valuesOf(made({}, others)).controller.serviceMonitor;
    expect(shown([])).toEqual({ enabled: false });
    expect(shown([prometheusOperatorCrds()])).toEqual({ enabled: true });
  });
});
