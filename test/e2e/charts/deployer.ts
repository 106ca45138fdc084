import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Release } from "../../../lib/model/release.ts";
import { moduleDirectory } from "../tools.ts";

/** Argo CD's own definitions, by file. */
export function deployerDefinitions(): Readonly<Record<string, string>> {
  const root = moduleDirectory("control-plane", "github.com/argoproj/argo-cd/v3");
  const files = ["application-crd.yaml", "appproject-crd.yaml"];
  return Object.fromEntries(
    files.map((file) => [file, readFileSync(join(root, "manifests", "crds", file), "utf8")]),
  );
}

/** What Argo CD reads when it starts, with what the values say of it. */
export function deployerConfiguration({ values }: Release): string {
  const { cm = {}, params = {} } = (values["configs"] ?? {}) as {
    readonly cm?: object;
    readonly params?: object;
  };
  const settings: Readonly<Record<string, object>> = {
    "argocd-cm": cm,
    "argocd-cmd-params-cm": Object.fromEntries(
      Object.entries(params).map(([key, value]) => [key, String(value)]),
    ),
    "argocd-rbac-cm": {},
    "argocd-tls-certs-cm": {},
    "argocd-ssh-known-hosts-cm": {},
    "argocd-gpg-keys-cm": {},
  };
  const labelled = (name: string): object => ({
    name,
    labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "argocd" },
  });
  const objects = [
    ...Object.entries(settings).map(([name, data]) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: labelled(name),
      data,
    })),
    { apiVersion: "v1", kind: "Secret", metadata: labelled("argocd-secret"), type: "Opaque" },
  ];
  // Scripts of health checks have braces, which a template must not read.
  return objects
    .map((object) => `---\n${JSON.stringify(object).replace(/\{\{/g, '{{ "{{" }}')}`)
    .join("\n");
}
