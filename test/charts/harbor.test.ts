import { describe, expect, it } from "vitest";
import { harbor, objectStore, prometheusOperatorCrds } from "../../charts/index.ts";
import { manifestOf, renderedIn, valuesOf } from "./rendered.ts";

const host = "harbor.house.example";
const more = { ingress: { className: "traefik", issuer: "local-authority" } };
const store = objectStore({ endpoint: "https://s3.example.org" });
const rendered = (options = {}, others: Parameters<typeof renderedIn>[1] = []) =>
  renderedIn(harbor({ host, ...options }), others, more);

describe("harbor", () => {
  it("runs where its images exist for, beside a database and a cache that let it in", () => {
    expect(harbor({ host }).definition.architectures).toEqual(["amd64"]);
    const made = rendered();
    expect(valuesOf(made)).toMatchObject({
      database: {
        external: { host: "database", existingSecret: "database", username: "registry" },
      },
      redis: { external: { addr: "cache:6379" } },
    });
    for (const name of ["database", "cache"])
      expect(manifestOf(made, "NetworkPolicy", `${name}-from-harbor`)).toMatchObject({
        spec: {
          ingress: [
            { from: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "harbor" } } }] },
          ],
        },
      });
  });

  it("has nothing made up anew at each render: passwords of one Secret, a key of cert-manager", () => {
    const made = rendered();
    expect(made.secrets.map(({ name }) => name).sort()).toEqual(["database", "harbor"]);
    expect(manifestOf(made, "Certificate", "harbor-token")).toMatchObject({
      spec: { secretName: "harbor-token", issuerRef: { kind: "Issuer", name: "harbor-token" } },
    });
    expect(valuesOf(made)).toMatchObject({
      existingSecretAdminPassword: "harbor",
      core: { existingSecret: "harbor", secretName: "harbor-token" },
      registry: { credentials: { existingSecret: "harbor" } },
    });
  });

  it("is served at its host with a certificate, or without one where nobody signs", () => {
    expect(valuesOf(rendered())).toMatchObject({
      externalURL: `https://${host}`,
      expose: {
        ingress: { className: "traefik", hosts: { core: host } },
        tls: { enabled: true, secret: { secretName: "harbor-tls" } },
      },
    });
    const plain = renderedIn(harbor({ host }), [], { ingress: { className: "traefik" } });
    expect(valuesOf(plain)).toMatchObject({
      externalURL: `http://${host}`,
      expose: { tls: { enabled: false } },
    });
  });

  it("keeps images in a volume, or in a bucket", () => {
    expect(valuesOf(rendered({ size: "80Gi" })).persistence).toEqual({
      persistentVolumeClaim: { registry: { size: "80Gi" } },
    });
    const inBucket = harbor({ host, bucket: "images" });
    expect(inBucket.needs).toHaveProperty("object-storage");
    expect(valuesOf(rendered({ bucket: "images" }, [store])).persistence).toMatchObject({
      imageChartStorage: {
        type: "s3",
        s3: {
          bucket: "images",
          regionendpoint: "https://s3.example.org",
          existingSecret: "bucket-images",
        },
      },
    });
  });

  it("scans unless told otherwise, and shows its metrics where somebody knows ServiceMonitors", () => {
    expect(valuesOf(rendered()).trivy.enabled).toBe(true);
    expect(valuesOf(rendered({ scanner: false })).trivy).toEqual({ enabled: false });
    expect(valuesOf(rendered()).metrics).toEqual({
      enabled: false,
      serviceMonitor: { enabled: false },
    });
    expect(valuesOf(rendered({}, [prometheusOperatorCrds()])).metrics).toEqual({
      enabled: true,
      serviceMonitor: { enabled: true },
    });
  });
});
