import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
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

/** What it reads when it starts, all of one name each: a ConfigMap, or the Secret. */
const configMaps = ["cm", "cmd-params-cm", "rbac-cm", "tls-certs-cm", "ssh-known-hosts-cm"].map(
  (name) => `argocd-${name}`,
);
const keyring = "argocd-gpg-keys-cm";
const secretName = "argocd-secret";

/** Whether an object of its chart stands since the bootstrap, as the version that runs here has it. */
export function isOfBootstrap({ kind, metadata: { name } }: Manifest): boolean {
  if (kind === "ConfigMap") return configMaps.includes(name) || name === keyring;
  return kind === "CustomResourceDefinition" || (kind === "Secret" && name === secretName);
}

/** Whose signatures it believes, by the values: a push may change that while all runs. */
export const deployerKeyring = `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${keyring}
  labels: {app.kubernetes.io/name: ${keyring}, app.kubernetes.io/part-of: argocd}
data: {{ ((.Values.configs).gpg).keys | default dict | toJson }}
`;

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
  };
  const labelled = (name: string): object => ({
    name,
    labels: { "app.kubernetes.io/name": name, "app.kubernetes.io/part-of": "argocd" },
  });
  const objects = [
    ...configMaps.map((name) => ({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: labelled(name),
      data: settings[name] ?? {},
    })),
    { apiVersion: "v1", kind: "Secret", metadata: labelled(secretName), type: "Opaque" },
  ];
  // Scripts of health checks have braces, which a template must not read.
  return objects
    .map((object) => `---\n${JSON.stringify(object).replace(/\{\{/g, '{{ "{{" }}')}`)
    .join("\n");
}
