import { describe, expect, it } from "vitest";
import { k3d } from "../../charts/distributions/k3d.ts";
import { k3s } from "../../charts/distributions/k3s.ts";
import { externalSecrets, kubePrometheusStack, loki, traefik } from "../../charts/index.ts";
import type { Distribution, MetricsSource } from "../../lib/model/distribution.ts";
import type { GrafanaLogin } from "../../charts/parts/login.ts";
import { asYaml, problemsOf, renderedIn, titlesOf, valuesOf } from "./rendered.ts";

const host = "grafana.house.example";
const store = externalSecrets({ vault: "https://vault.house.example" });
const mail = {
  to: "alerts@house.example",
  from: "alertmanager@house.example",
  smarthost: "smtp.house.example:587",
  user: "alerts",
};

describe("kube-prometheus-stack", () => {
  it("mails nothing, asks for no password and takes nobody's metrics in when not told", async () => {
    const rendered = renderedIn(kubePrometheusStack({ host }), [store]);
    expect(rendered.secrets.map(({ name }) => name)).toEqual(["grafana-admin"]);
    const { prometheus } = valuesOf(rendered);
    expect(prometheus.prometheusSpec.enableRemoteWriteReceiver).toBe(false);
    expect(titlesOf(rendered).filter((title) => title.startsWith("Ingress"))).toEqual([
      'Ingress "prometheus-grafana"',
    ]);
    await expect(asYaml(rendered)).toMatchFileSnapshot(
      "snapshots/kube-prometheus-stack/plain.yaml",
    );
  });

  it("mails with a password out of a file that Alertmanager mounts", () => {
    const rendered = renderedIn(kubePrometheusStack({ host, mail }), [store]);
    const { config, alertmanagerSpec } = valuesOf(rendered).alertmanager;
    expect(rendered.secrets.map(({ name }) => name)).toEqual([
      "grafana-admin",
      "alertmanager-smtp",
    ]);
    expect(alertmanagerSpec.secrets).toEqual(["alertmanager-smtp"]);
    expect(config.global).toEqual({
      smtp_from: mail.from,
      smtp_smarthost: mail.smarthost,
      smtp_auth_username: mail.user,
      smtp_auth_password_file: "/etc/alertmanager/secrets/alertmanager-smtp/password",
    });
    expect(config.receivers).toContainEqual({
      name: config.route.receiver,
      email_configs: [{ to: mail.to, send_resolved: true }],
    });
    expect(JSON.stringify(config)).not.toMatch(/"smtp_auth_password"/);
  });

  it("takes metrics of other clusters in at one path each of a host of its own", () => {
    const receiveAt = "metrics.house.example";
    const placement = kubePrometheusStack({ host, receiveAt, senders: ["attic"] });
    const rendered = renderedIn(placement, [store, traefik({})]);
    expect(valuesOf(rendered).prometheus.prometheusSpec.enableRemoteWriteReceiver).toBe(true);
    const paths = rendered.manifests
      .filter(({ kind }) => kind === "Ingress")
      .flatMap(
        (ingress) =>
          (ingress["spec"] as { rules: { host: string; http: { paths: { path: string }[] } }[] })
            .rules,
      )
      .map((rule) => [rule.host, ...rule.http.paths.map(({ path }) => path)]);
    expect(paths).toEqual([
      [host, "/"],
      [receiveAt, "/attic/api/v1/write"],
    ]);
  });

  describe("people log in to Grafana elsewhere", () => {
    const login = {
      issuer: "https://id.house.example/grafana/",
      clientId: "grafana",
      endpoints: {
        authorization: "https://id.house.example/authorize",
        token: "https://id.house.example/token",
        userinfo: "https://id.house.example/userinfo",
      },
      admins: ["house admins"],
      readers: ["family"],
    } as const;

    it("by the groups that they are in, with a secret that is a reference, and nobody else", () => {
      const rendered = renderedIn(kubePrometheusStack({ host, login }), [store, traefik({})]);
      const { grafana } = valuesOf(rendered);
      expect(grafana["grafana.ini"]).toMatchObject({
        server: { root_url: `https://${host}` },
        auth: { disable_login_form: true },
        "auth.generic_oauth": {
          enabled: true,
          client_id: "grafana",
          auth_url: login.endpoints.authorization,
          token_url: login.endpoints.token,
          api_url: login.endpoints.userinfo,
          role_attribute_path:
            "contains(groups[*], 'house admins') && 'GrafanaAdmin' || contains(groups[*], 'family') && 'Viewer'",
          role_attribute_strict: true,
        },
      });
      expect(JSON.stringify(grafana["grafana.ini"])).not.toContain("client_secret");
      expect(grafana.envValueFrom).toEqual({
        GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET: {
          secretKeyRef: { name: "grafana-login", key: "client-secret" },
        },
      });
      expect(grafana.admin).toEqual({ existingSecret: "grafana-admin" });
      expect(rendered.secrets).toContainEqual({ name: "grafana-login", keys: ["client-secret"] });
    });

    it.each([
      [
        { endpoints: { ...login.endpoints, token: "http://id.house.example/token" } },
        'login.endpoints.token is "http://id.house.example/token", where tokens could be read on the way; give its https:// address',
      ],
      [
        { admins: ["it's"] },
        `login has group "it's", which Grafana's settings would take apart; give it a name without \\, ', \`, ;, % and $`,
      ],
      [
        { issuer: "http://id.house.example" },
        'login.issuer is "http://id.house.example", where tokens could be forged on the way; give its https:// address',
      ],
    ])("and not by %j", (change, line) => {
      const given = { ...login, ...change } as unknown as GrafanaLogin;
      expect(problemsOf(kubePrometheusStack({ host, login: given }))).toEqual([line]);
    });
  });

  it("shows logs in Grafana where the cluster keeps some", () => {
    const sources = (others: Parameters<typeof renderedIn>[1]): unknown =>
      valuesOf(renderedIn(kubePrometheusStack({ host }), others)).grafana.additionalDataSources;
    expect(sources([store])).toEqual([]);
    expect(sources([store, loki({})])).toMatchObject([{ type: "loki" }]);
  });

  it("scrapes etcd where the cluster shows its metrics", () => {
    const bundled = [] as const;
    const version = "v1.36.2+k3s1";
    const monitored = (distribution: Distribution, exposes: readonly MetricsSource[]): boolean =>
      titlesOf(
        renderedIn(kubePrometheusStack({ host }), [store], {
          kubernetes: { distribution, version, bundled, exposes },
        }),
      ).includes('ScrapeConfig "etcd"');
    expect(monitored(k3s, ["etcd"])).toBe(true);
    expect([monitored(k3s, []), monitored(k3d, ["etcd"])]).toEqual([false, false]);
  });
});
