import { describe, expect, it } from "vitest";
import { certManager, sealedSecrets } from "../../charts/index.ts";
import { asYaml, manifestOf, renderedIn, titlesOf } from "./rendered.ts";

describe("cert-manager", () => {
  it("signs with an authority of the cluster's own, that signs itself", async () => {
    const rendered = renderedIn(certManager({ authority: "local" }));
    expect(rendered.provided.get("certificate-issuer")).toBe(
      "cert-manager.io/ClusterIssuer//local-authority",
    );
    expect(rendered.secrets).toEqual([]);
    await expect(asYaml(rendered)).toMatchFileSnapshot("snapshots/cert-manager/local.yaml");
  });

  it("keeps the authority's key where its issuer looks for it", () => {
    const rendered = renderedIn(certManager({ authority: "local" }));
    const certificate = manifestOf(rendered, "Certificate", "local-authority");
    const issuer = manifestOf(rendered, "ClusterIssuer", "local-authority");
    expect(certificate.metadata.namespace).toBe("cert-manager");
    expect(certificate["spec"]).toMatchObject({ isCA: true, secretName: "local-authority" });
    expect(issuer["spec"]).toEqual({ ca: { secretName: "local-authority" } });
  });

  it("asks for the token once, for a staging issuer and for the one that others use", () => {
    const rendered = renderedIn(certManager({ authority: "letsencrypt" }), [sealedSecrets()]);
    expect(titlesOf(rendered)).toEqual([
      'ClusterIssuer "letsencrypt-production"',
      'ClusterIssuer "letsencrypt-staging"',
      'SealedSecret "cloudflare-api-token"',
    ]);
    expect(rendered.provided.get("certificate-issuer")).toBe(
      "cert-manager.io/ClusterIssuer//letsencrypt-production",
    );
    expect(manifestOf(rendered, "ClusterIssuer", "letsencrypt-staging")["spec"]).toMatchObject({
      acme: { email: "admin@house.example", server: expect.stringContaining("staging") as string },
    });
  });
});
