import { describe, expect, it } from "vitest";
import { sealedSecrets } from "../../charts/index.ts";
import { component } from "../lib/support/tiny.ts";
import { asYaml, manifestOf, renderedIn } from "./rendered.ts";

const sealed = { "shop/login": { user: "AgA1", password: "AgB2" } };
const shop = component("shop", {
  namespace: "shop",
  secrets: [
    {
      name: "login",
      keys: ["user", "password"],
      type: "kubernetes.io/basic-auth",
      labels: { a: "b" },
      template: { url: "https://{{ .user }}@git.house.example" },
    },
  ],
});

describe("sealed-secrets as the secret store", () => {
  it("puts the sealed text of a Secret into the namespace of who asked for it", async () => {
    const rendered = renderedIn(shop, [sealedSecrets({ sealed })]);
    await expect(asYaml(rendered)).toMatchFileSnapshot("snapshots/sealed-secrets/as-store.yaml");
  });

  it("leaves out what nobody sealed, for the validator to report", () => {
    const rendered = renderedIn(shop, [sealedSecrets({})]);
    expect(manifestOf(rendered, "SealedSecret", "login")["spec"]).toMatchObject({
      encryptedData: {},
    });
  });
});
