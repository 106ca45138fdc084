import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { argoCd, externalSecrets } from "../../charts/index.ts";
import { healthChecks } from "../../lib/emit/health.ts";
import { filled } from "../../scripts/bootstrap/secret-steps.ts";
import type { Login } from "../../charts/parts/login.ts";
import { manifestOf, problemsOf, renderedIn, titlesOf, valuesOf } from "./rendered.ts";

const host = "argocd.house.example";
const store = externalSecrets({ vault: "https://vault.house.example" });

describe("argo-cd", () => {
  it("asks for no Secret when it syncs its own cluster out of a public repository", () => {
    const rendered = renderedIn(argoCd({ host }), [store]);
    expect(rendered.secrets).toEqual([]);
    expect(titlesOf(rendered)).toEqual(['Ingress "argocd-server"']);
  });

  it("finds repository and clusters by their labels, so that its pods wait for none of them", () => {
    const clusters = { "far-away": "https://10.9.0.1:6443" };
    const privateRepository = "https://git.house.example/fleet.git";
    const rendered = renderedIn(argoCd({ host, privateRepository, clusters }), [store]);
    expect(rendered.secrets.map(({ name, foundByLabel }) => [name, foundByLabel])).toEqual([
      ["repository", true],
      ["cluster-far-away", true],
    ]);
    expect(manifestOf(rendered, "ExternalSecret", "repository")["spec"]).toMatchObject({
      target: {
        template: {
          metadata: { labels: { "argocd.argoproj.io/secret-type": "repository" } },
          data: { type: "git", url: privateRepository },
        },
      },
    });
  });

  it("asks no store for a cluster's credentials, which its bootstrap fills into JSON", () => {
    const clusters = { a: "https://10.9.0.1:6443" };
    const rendered = renderedIn(argoCd({ host, clusters }), [store]);
    expect(titlesOf(rendered)).toEqual(['Ingress "argocd-server"']);
    const [request] = rendered.secrets;
    expect(request).toMatchObject({
      madeByBootstrap: true,
      labels: { "argocd.argoproj.io/secret-type": "cluster" },
      template: { name: "a", server: "https://10.9.0.1:6443" },
    });
    const { stringData } = filled(request!, { token: "t", ca: "Y2E=" });
    expect(JSON.parse(stringData["config"]!)).toEqual({
      bearerToken: "t",
      tlsClientConfig: { caData: "Y2E=" },
    });
  });

  it("has no account of its own where people log in elsewhere, by the groups that they are in", () => {
    const login = {
      issuer: "https://id.house.example/argocd/",
      clientId: "argocd",
      admins: ["house admins"],
      readers: ["family"],
    } as const;
    const rendered = renderedIn(argoCd({ host, login }), [store]);
    const { cm, rbac } = valuesOf(rendered).configs;
    expect(cm["admin.enabled"]).toBe(false);
    expect(JSON.parse(cm["oidc.config"])).toEqual({
      name: "Single sign-on",
      issuer: login.issuer,
      clientID: "argocd",
      clientSecret: "$argocd-login:client-secret",
    });
    expect(rbac).toEqual({
      "policy.default": "",
      "policy.csv": "g, house admins, role:admin\ng, family, role:readonly\n",
      scopes: "[groups]",
    });
    expect(rendered.secrets).toMatchObject([
      { name: "argocd-login", labels: { "app.kubernetes.io/part-of": "argocd" } },
    ]);
    expect(manifestOf(rendered, "ExternalSecret", "argocd-login")).toBeDefined();
  });

  it("keeps its admin where nobody else could log in", () => {
    const { configs } = valuesOf(renderedIn(argoCd({ host }), [store]));
    expect(configs.cm["admin.enabled"]).toBeUndefined();
    expect(configs.rbac).toBeUndefined();
  });

  it.each([
    [
      { issuer: "http://id.house.example" },
      'login.issuer is "http://id.house.example", where tokens could be forged on the way; give its https:// address',
    ],
    [
      { admins: ["a, role:admin\ng, everybody"] },
      'login has group "a, role:admin\\ng, everybody", which a line of policies would take apart; give it a name without commas, quotes and #',
    ],
    [
      { admins: [] },
      "login.admins is empty, and nobody else is let in; name a group of the issuer",
    ],
  ])("refuses %j", (change, line) => {
    const login = { issuer: "https://id.example", clientId: "a", admins: ["a"], ...change };
    expect(problemsOf(argoCd({ host, login: login as unknown as Login }))).toEqual([line]);
  });

  it("restarts its controller when the health check changes, which one that runs does not notice", () => {
    const { configs, controller } = valuesOf(renderedIn(argoCd({ host }), [store]));
    expect(configs.cm).toEqual(healthChecks());
    expect(controller.podAnnotations["checksum/health"]).toBe(
      createHash("sha256").update(JSON.stringify(configs.cm)).digest("hex"),
    );
  });

  it("waits between waves as long as the cluster says, in the one place where the chart reads it", () => {
    const { configs, controller } = valuesOf(
      renderedIn(argoCd({ host, waveDelaySeconds: 5 }), [store]),
    );
    expect(configs.params).toMatchObject({ "controller.sync.wave.delay.seconds": 5 });
    expect(controller).not.toHaveProperty("env");
  });

  it("is forwarded as what its server speaks: plain HTTP, with TLS at the Ingress", () => {
    const rendered = renderedIn(argoCd({ host }), [store]);
    expect(valuesOf(rendered).configs.params).toMatchObject({ "server.insecure": true });
    expect(rendered.forwards).toMatchObject([
      { service: "argocd-server", port: 80, protocol: "http" },
    ]);
    const [rule] = (
      manifestOf(rendered, "Ingress", "argocd-server")["spec"] as { rules: unknown[] }
    ).rules;
    expect(rule).toMatchObject({
      http: { paths: [{ backend: { service: { port: { name: "http" } } } }] },
    });
  });
});
