import { describe, expect, it } from "vitest";
import { argoCd, blackboxExporter, prometheusOperatorCrds } from "../../charts/index.ts";
import { manifestOf, problemsOf, renderedIn, titlesOf, valuesOf } from "./rendered.ts";

const crds = prometheusOperatorCrds();
const ingress = { className: "traefik", issuer: "local-authority" };

describe("blackbox-exporter", () => {
  it("asks the addresses of other components, beside their own objects", () => {
    const argo = argoCd({ host: "argocd.house.example" });
    const asked = renderedIn(argo, [crds, blackboxExporter({})], { ingress });
    expect(manifestOf(asked, "Probe", "argocd")).toMatchObject({
      metadata: { namespace: "argocd" },
      spec: {
        prober: { url: "blackbox-exporter.blackbox-exporter.svc:9115" },
        module: "http",
        targets: { staticConfig: { static: ["https://argocd.house.example/healthz"] } },
      },
    });
    expect(titlesOf(renderedIn(argo, [crds], { ingress }))).not.toContain('Probe "argocd"');
  });

  it("asks what it is told to, by HTTP or a connection", () => {
    const targets = { proxmox: "https://10.1.0.2:8006", shell: "tcp://10.1.0.2:22" };
    const made = renderedIn(blackboxExporter({ targets }), [crds]);
    const asked = (name: string): unknown => manifestOf(made, "Probe", name)["spec"];
    expect(asked("proxmox")).toMatchObject({
      module: "http",
      targets: { staticConfig: { static: ["https://10.1.0.2:8006"] } },
    });
    expect(asked("shell")).toMatchObject({
      module: "tcp",
      targets: { staticConfig: { static: ["10.1.0.2:22"] } },
    });
    expect(made.probes).toEqual([]);
  });

  it("lets in what scrapes metrics", () => {
    expect(renderedIn(blackboxExporter({}), [crds]).traffic.from).toMatchObject([
      { who: "metrics", ports: [9115] },
    ]);
  });

  it("takes certificates of systems' authorities alone, unless told otherwise", () => {
    const trusted = (options: object): unknown =>
      valuesOf(renderedIn(blackboxExporter(options), [crds])).config.modules.http.http.tls_config;
    expect(trusted({})).toEqual({ insecure_skip_verify: false });
    expect(trusted({ verify: false })).toEqual({ insecure_skip_verify: true });
  });

  it("tells of certificates as early as it is told", () => {
    const { rules } = valuesOf(
      renderedIn(blackboxExporter({ expiryDays: 30 }), [crds]),
    ).prometheusRule;
    expect(rules.map(({ expr }: { expr: string }) => expr)).toEqual([
      "probe_success == 0",
      "probe_ssl_earliest_cert_expiry - time() < 30 * 86400",
    ]);
  });

  it.each(["proxmox", "tcp://10.1.0.2", "ftp://10.1.0.2/", "https://"])(
    'tells that it cannot ask "%s"',
    (url) => {
      expect(problemsOf(blackboxExporter({ targets: { one: url } }))).toEqual([
        `has target one "${url}", which it cannot ask; write https://host/path or tcp://host:port`,
      ]);
    },
  );
});
