import { describe, expect, it } from "vitest";
import { externalSecrets } from "../../charts/index.ts";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import { fleetOf, problemsOf } from "../support/fleet.ts";
import { planOf } from "../support/charts.ts";
import { object } from "../support/objects.ts";

const vault = externalSecrets({ vault: "https://vault.house.example:8200" });
const asking = (namespace: string): Manifest => ({
  ...object("external-secrets.io/v1", "ExternalSecret", "login", {
    spec: { secretStoreRef: { kind: "ClusterSecretStore", name: "vault" } },
  }),
  metadata: { name: "login", namespace },
});

describe("the store of a cluster", () => {
  it("serves the namespaces of components and environments, and no others", () => {
    const change = { components: [vault], cluster: { environments: { staging: {} } } };
    const { components } = planOf(fleetOf(change).clusters[0]!);
    const store = components
      .flatMap(({ manifests }) => manifests)
      .find(({ kind }) => kind === "ClusterSecretStore")!;
    const { conditions } = store["spec"] as {
      conditions: readonly { readonly namespaces: readonly string[] }[];
    };
    expect(conditions).toHaveLength(1);
    expect(conditions[0]!.namespaces).toEqual(expect.arrayContaining(["app", "staging"]));
    expect(conditions[0]!.namespaces).not.toContain("kube-public");
  });

  it("is told of who would wait for ever", () => {
    const told = (namespace: string): string[] =>
      problemsOf(fleetOf({ objects: [asking(namespace)], components: [vault] })).filter((line) =>
        line.includes("conditions"),
      );
    expect(told("app")).toEqual([]);
    expect(told("kube-public")).toEqual([
      'home/app: ExternalSecret "login" asks ClusterSecretStore "vault" from namespace kube-public, which its conditions leave out; place it in a namespace of a component or an environment',
    ]);
  });
});
