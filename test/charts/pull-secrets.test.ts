import { describe, expect, it } from "vitest";
import { externalSecrets, pullSecrets, sealedSecrets } from "../../charts/index.ts";
import { app, workload } from "../../charts/workload.ts";
import type { AnyPlacement } from "../../lib/model/placement.ts";
import { manifestOf, problemsOf, renderedIn, titlesOf } from "./rendered.ts";

const registries = { acr: "house.azurecr.io", ours: "registry.house.example:5000/apps" };
const logins = (namespaces?: readonly string[]) => pullSecrets({ registries, namespaces });
const vault = externalSecrets({ vault: "https://vault.house.example:8200" });

function pulledBy(image: string, others: readonly AnyPlacement[]) {
  const shop = workload("shop", (scope) => app(scope, { name: "shop", image, port: 8080 }));
  const rendered = renderedIn(shop, others);
  const { spec } = manifestOf(rendered, "Deployment", "shop") as unknown as {
    spec: { template: { spec: { imagePullSecrets?: { name: string }[] } } };
  };
  const pulls = spec.template.spec.imagePullSecrets?.map(({ name }) => name);
  return { pulls, issues: rendered.issues };
}

describe("pull-secrets", () => {
  it("puts each login into every namespace, out of one entry of the store", () => {
    const rendered = renderedIn(logins(["shop", "news"]), [vault]);
    expect(titlesOf(rendered)).toHaveLength(4);
    const where = rendered.manifests.map(({ metadata, ...rest }) => [
      metadata.namespace,
      metadata.name,
      (rest["spec"] as { data: { remoteRef: { key: string } }[] }).data[0]!.remoteRef.key,
    ]);
    expect(where).toEqual([
      ["shop", "acr", "tiny/registries/acr"],
      ["news", "acr", "tiny/registries/acr"],
      ["shop", "ours", "tiny/registries/ours"],
      ["news", "ours", "tiny/registries/ours"],
    ]);
  });

  it("takes the sealed text of each namespace where that is the store", () => {
    const sealed = { "shop/acr": { ".dockerconfigjson": "AgBy3i4OJSWK" } };
    const only = pullSecrets({ registries: { acr: registries.acr }, namespaces: ["shop"] });
    const { manifests } = renderedIn(only, [sealedSecrets({ sealed })]);
    expect(manifests).toMatchObject([
      {
        kind: "SealedSecret",
        metadata: { name: "acr", namespace: "shop" },
        spec: {
          encryptedData: sealed["shop/acr"],
          template: { type: "kubernetes.io/dockerconfigjson" },
        },
      },
    ]);
  });

  it("has apps pull with the login of their image's registry, and nobody else", () => {
    const there = [vault, logins(["shop"])];
    expect(pulledBy("house.azurecr.io/shop:1.0.0", there).pulls).toEqual(["acr"]);
    expect(pulledBy("registry.house.example:5000/apps/shop:1.0.0", there).pulls).toEqual(["ours"]);
    expect(pulledBy("registry.house.example:5000/other/shop:1.0.0", there).pulls).toBeUndefined();
    expect(pulledBy("house.azurecr.io.example/shop:1.0.0", there).pulls).toBeUndefined();
    expect(pulledBy("house.azurecr.io/shop:1.0.0", []).pulls).toBeUndefined();
  });

  it("tells of an app whose namespace has no login", () => {
    const { issues } = pulledBy("house.azurecr.io/shop:1.0.0", [vault, logins(["news"])]);
    expect(issues).toEqual([
      'runs image "house.azurecr.io/shop:1.0.0", which Secret "acr" pulls, but that is not in namespace "shop"; add it to the namespaces of pull-secrets',
    ]);
  });

  it("goes by the environments where it is told no namespaces", () => {
    const environments = { staging: {}, production: {} };
    const { secrets } = renderedIn(logins(), [vault], { environments });
    expect(secrets.map(({ name, namespace }) => `${namespace}/${name}`)).toEqual([
      "staging/acr",
      "production/acr",
      "staging/ours",
      "production/ours",
    ]);
    expect(problemsOf(logins())).toEqual([
      "has no namespaces, and the cluster no environments; name those that pull",
    ]);
  });

  it("refuses what no image starts with", () => {
    const wrong = pullSecrets({
      registries: { acr: "https://house.azurecr.io" },
      namespaces: ["a"],
    });
    expect(problemsOf(wrong)).toEqual([
      'has registry acr "https://house.azurecr.io", which no image starts with; write it as ghcr.io/house',
    ]);
  });
});
