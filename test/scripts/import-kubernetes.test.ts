import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readEnums } from "../../scripts/import/enums.ts";
import { checkOverlay, kubernetesText } from "../../scripts/import/kubernetes.ts";
import type { Swagger } from "../../scripts/import/swagger.ts";

const meta = "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta";
const kind = (group: string, name: string) => ({ group, version: "v1", kind: name });

function definition(gvk: object, spec: object) {
  return {
    description: "prose",
    type: "object",
    properties: {
      metadata: { $ref: `#/definitions/${meta}` },
      spec,
      status: { $ref: "#/definitions/io.k8s.api.core.v1.Status" },
    },
    "x-kubernetes-group-version-kind": [gvk],
  };
}

const swagger: Swagger = {
  definitions: {
    [meta]: {
      type: "object",
      properties: { name: { type: "string" }, labels: { type: "object" } },
    },
    "io.k8s.api.core.v1.Service": definition(kind("", "Service"), {
      $ref: "#/definitions/io.k8s.api.core.v1.ServiceSpec",
    }),
    "io.k8s.api.core.v1.ServiceSpec": {
      type: "object",
      properties: { type: { type: "string" }, ports: { type: "array", items: { type: "string" } } },
    },
    "io.k8s.api.core.v1.Status": { type: "object" },
    "io.k8s.api.rbac.v1.ClusterRole": definition(kind("rbac.authorization.k8s.io", "ClusterRole"), {
      type: "object",
    }),
  },
  paths: {
    "/api/v1/namespaces/{namespace}/services": {
      post: { "x-kubernetes-group-version-kind": kind("", "Service") },
    },
    "/apis/rbac.authorization.k8s.io/v1/clusterroles": {
      post: { "x-kubernetes-group-version-kind": kind("rbac.authorization.k8s.io", "ClusterRole") },
    },
  },
};

function generate(enums = new Map<string, Map<string, readonly unknown[]>>()) {
  return JSON.parse(kubernetesText(swagger, enums, "1.36")) as {
    kinds: Record<string, unknown>;
    definitions: Record<string, { properties: Record<string, object>; required?: string[] }>;
  };
}

describe("the import of Kubernetes", () => {
  it("takes the scope of a kind from its path", () => {
    expect(generate().kinds).toEqual({
      "rbac.authorization.k8s.io/v1/ClusterRole": { definition: "ClusterRole", scope: "Cluster" },
      "v1/Service": { definition: "Service", scope: "Namespaced" },
    });
  });

  it("keeps what the kinds reach, but not what is below their status", () => {
    const names = Object.keys(generate().definitions);
    expect(names).toContain("ServiceSpec");
    expect(names).not.toContain("Status");
    expect(generate().definitions["Service"]?.properties["status"]).toEqual({
      "x-kubernetes-preserve-unknown-fields": true,
    });
  });

  it("gives metadata a name of the kind's syntax", () => {
    const { definitions } = generate();
    expect(definitions["Service"]?.properties["metadata"]).toEqual({
      $ref: "ObjectMeta.dns-label",
    });
    expect(definitions["ClusterRole"]?.properties["metadata"]).toEqual({
      $ref: "ObjectMeta.path-segment",
    });
    expect(definitions["ObjectMeta.dns-label"]?.required).toEqual(["name"]);
  });

  it("takes enums from the dump of a live API server", () => {
    const directory = mkdtempSync(join(tmpdir(), "openapi-"));
    mkdirSync(join(directory, "openapi-v3"));
    const schema = { properties: { type: { type: "string", enum: ["ClusterIP", "NodePort"] } } };
    const document = { components: { schemas: { "io.k8s.api.core.v1.ServiceSpec": schema } } };
    writeFileSync(join(directory, "openapi-v3", "api_v1.json"), JSON.stringify(document));
    const enums = readEnums([directory]) as Map<string, Map<string, readonly unknown[]>>;
    rmSync(directory, { recursive: true });
    expect(generate(enums).definitions["ServiceSpec"]?.properties["type"]).toEqual({
      type: "string",
      enum: ["", "ClusterIP", "NodePort"],
    });
  });

  it("refuses an overlay for what no Kubernetes has", () => {
    expect(() => checkOverlay([kubernetesText(swagger, new Map(), "1.36")])).toThrow(
      /^scripts\/import\/kubernetes-overlay\.ts: no Kubernetes has (definition|property) ".*correct or drop the entry$/,
    );
  });
});
