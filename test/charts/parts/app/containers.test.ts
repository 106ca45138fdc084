import { describe, expect, it } from "vitest";
import type { AppOptions } from "../../../../charts/parts/app/options.ts";
import { nodes } from "../../../support/fleet.ts";
import { madeOf } from "./forms.ts";

const podOf = (options: Partial<AppOptions>) => {
  const { of, problems } = madeOf(options);
  expect(problems).toEqual([]);
  return (of("Deployment") ?? of("StatefulSet")).spec.template.spec;
};
const containerOf = (options: Partial<AppOptions>) => podOf(options).containers[0];

describe("the container of an app", () => {
  it("is told what to run", () => {
    const told = { command: ["shop"], args: ["--fast"], workingDirectory: "/srv" };
    const { command, args, workingDir } = containerOf(told);
    expect({ command, args, workingDir }).toEqual({
      command: ["shop"],
      args: ["--fast"],
      workingDir: "/srv",
    });
  });

  it("has variables behind those that they name, and otherwise in the order given", () => {
    const { env } = containerOf({
      environment: { URL: "db://$(USER):$(PW)@$(HOST)", KEEP: "$$(URL)", HOST: "db", USER: "u" },
      secrets: { PW: { secret: "login", key: "token" } },
    });
    expect(env.map(({ name }: { name: string }) => name)).toEqual([
      "USER",
      "PW",
      "HOST",
      "URL",
      "KEEP",
    ]);
  });

  it("has whole Secrets and ConfigMaps as variables", () => {
    const { envFrom } = containerOf({ environmentFrom: { secrets: ["login"] } });
    expect(envFrom).toEqual([{ secretRef: { name: "login" } }]);
  });

  it.each([
    [
      "a missing one",
      { A: "$(B)" },
      "which is no variable of the container; add it, or write $$(B) to keep the text",
    ],
    ["a circle", { A: "$(B)", B: "$(A)" }, "which comes after it as env[1]; put that one first"],
  ])("is told of variables that never resolve: %s", (_, environment, problem) => {
    const { problems } = madeOf({ environment });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it("knows nothing of the Services of its namespace", () => {
    expect(podOf({ port: 80 }).enableServiceLinks).toBe(false);
  });

  it("has what a device plugin offers, and one pod at a time then", () => {
    const gpu = { "gpu.intel.com/i915": 1 };
    const home = { nodes: nodes({ devices: gpu }) };
    const { of, problems } = madeOf({ extendedResources: gpu }, { cluster: home });
    expect(problems).toEqual([]);
    const { strategy, template } = of("Deployment").spec;
    expect(template.spec.containers[0].resources.limits).toEqual({
      memory: "32Mi",
      "gpu.intel.com/i915": "1",
    });
    expect(strategy).toEqual({ type: "Recreate" });
  });

  it("runs as a user and groups, or as the image says", () => {
    const groups = { group: 1000, supplementaryGroups: [44, 109] };
    expect(podOf({ user: 1234, ...groups }).securityContext).toMatchObject({
      runAsNonRoot: true,
      runAsUser: 1234,
      runAsGroup: 1000,
      supplementalGroups: [44, 109],
    });
    const { securityContext } = podOf({ user: "image" });
    expect(securityContext).toMatchObject({ runAsNonRoot: true });
    expect(securityContext).not.toHaveProperty("runAsUser");
  });
});

describe("the files of an app", () => {
  const files = { "/etc/shop/a.yaml": "a: 1\n", "/etc/b.conf": "b" };

  it("are mounted one by one out of a ConfigMap, and another text starts new pods", () => {
    const { of, problems } = madeOf({ files });
    expect(problems).toEqual([]);
    expect(of("ConfigMap", "shop-files").data).toEqual({
      "shop_etc_shop_a.yaml": "a: 1\n",
      "shop_etc_b.conf": "b",
    });
    const { template } = of("Deployment").spec;
    expect(template.spec.containers[0].volumeMounts).toContainEqual({
      name: "files",
      mountPath: "/etc/shop/a.yaml",
      subPath: "shop_etc_shop_a.yaml",
      readOnly: true,
    });
    const hash = (given: Partial<AppOptions>): string =>
      madeOf(given).of("Deployment").spec.template.metadata.annotations["checksum/files"];
    expect(hash({ files })).toMatch(/^[0-9a-f]{12}$/);
    expect(hash({ files: { ...files, "/etc/b.conf": "c" } })).not.toBe(hash({ files }));
    // The order of the data says nothing.
    const turned = Object.fromEntries(Object.entries(files).toReversed());
    expect(hash({ files: turned })).toBe(hash({ files }));
  });

  it("may be keys of Secrets", () => {
    const secretFiles = { "/run/secrets/token": { secret: "login", key: "token" } };
    const pod = podOf({ secretFiles });
    expect(pod.volumes).toContainEqual({
      name: "secret-files",
      projected: {
        sources: [
          {
            secret: { name: "login", items: [{ key: "token", path: "shop_run_secrets_token" }] },
          },
        ],
      },
    });
    expect(pod.containers[0].volumeMounts).toContainEqual({
      name: "secret-files",
      mountPath: "/run/secrets/token",
      subPath: "shop_run_secrets_token",
      readOnly: true,
    });
  });

  it("are told where their path does not start at the root", () => {
    expect(madeOf({ files: { "etc/b.conf": "" } }).problems).toEqual([
      'home/shop: app "shop" has file "etc/b.conf", which does not start at the root; write it as "/etc/b.conf"',
    ]);
  });
});

describe("containers beside an app", () => {
  const data = { data: { path: "/data", size: "1Gi" } };

  it("run before it, or with it as native sidecars", () => {
    const pod = podOf({
      volumes: data,
      init: { migrate: { image: "a.example/migrate:1", mounts: { data: "/work" } } },
      sidecars: {
        proxy: {
          image: "a.example/proxy:1",
          ports: { proxy: 9000 },
          user: 2000,
          files: { "/etc/proxy.conf": "x" },
          mounts: { data: { path: "/cache", subPath: "cache", readOnly: true } },
        },
      },
    });
    expect(pod.initContainers).toMatchObject([
      {
        name: "migrate",
        volumeMounts: [
          { name: "tmp-migrate", mountPath: "/tmp" },
          { name: "data", mountPath: "/work" },
        ],
        securityContext: { readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } },
        resources: { requests: { cpu: "50m", memory: "64Mi" } },
      },
      {
        name: "proxy",
        restartPolicy: "Always",
        ports: [{ name: "proxy", containerPort: 9000 }],
        readinessProbe: { tcpSocket: { port: "proxy" } },
        securityContext: { runAsUser: 2000 },
        volumeMounts: [
          { name: "tmp-proxy", mountPath: "/tmp" },
          { name: "data", mountPath: "/cache", subPath: "cache", readOnly: true },
          { name: "files", mountPath: "/etc/proxy.conf", subPath: "proxy_etc_proxy.conf" },
        ],
      },
    ]);
    expect(pod.initContainers[0]).not.toHaveProperty("restartPolicy");
    expect(pod.containers).toHaveLength(1);
  });

  it("offer ports by the Service of the app", () => {
    const { of } = madeOf({
      port: 8080,
      sidecars: { proxy: { image: "a.example/proxy:1", ports: { proxy: 9000 } } },
    });
    expect(of("Service").spec.ports).toMatchObject([{ name: "http" }, { name: "proxy" }]);
  });

  it.each([
    [
      "a volume with a slip",
      { volumes: data, init: { first: { image: "a.example/b:1", mounts: { dta: "/x" } } } },
      [
        'app "shop" mounts volume "dta" in container "first", which it does not have; did you mean "data"?',
      ],
    ],
    [
      "one name twice",
      {
        init: { beside: { image: "a.example/b:1" } },
        sidecars: { beside: { image: "a.example/b:1" } },
      },
      ['app "shop" has "beside" in init and in sidecars; rename one of them'],
    ],
  ])("are told: %s", (_, options, lines) => {
    const told = madeOf(options).problems;
    for (const line of lines) expect(told).toContain(`home/shop: ${line}`);
  });
});

describe("the health of an app", () => {
  const probes = (options: Partial<AppOptions>) => {
    const { startupProbe, readinessProbe, livenessProbe } = containerOf(options);
    return { startupProbe, readinessProbe, livenessProbe };
  };
  const slow = { periodSeconds: 5, failureThreshold: 30 };
  const all = (question: object) => ({
    startupProbe: { ...slow, ...question },
    readinessProbe: question,
    livenessProbe: { periodSeconds: 20, ...question },
  });

  it.each<[string, Partial<AppOptions>, object]>([
    ["HTTP by default", { port: 80 }, { httpGet: { path: "/", port: "http" } }],
    ["an HTTP path", { port: 80, health: "/up" }, { httpGet: { path: "/up", port: "http" } }],
    [
      "HTTP in full",
      {
        ports: { web: 443 },
        health: { path: "/up", port: "web", scheme: "HTTPS", headers: { Host: "a" } },
      },
      {
        httpGet: {
          path: "/up",
          port: "web",
          scheme: "HTTPS",
          httpHeaders: [{ name: "Host", value: "a" }],
        },
      },
    ],
    ["the first TCP port", { ports: { dns: 53 } }, { tcpSocket: { port: "dns" } }],
    ["a command", { health: { exec: ["true"] } }, { exec: { command: ["true"] } }],
    [
      "gRPC, by the port's number",
      { ports: { grpc: 9000 }, health: { grpc: "grpc", service: "shop" } },
      { grpc: { port: 9000, service: "shop" } },
    ],
  ])("is asked by %s", (_, options, question) => {
    expect(probes(options)).toEqual(all(question));
  });

  it("is asked with patience, each probe with its own or not at all", () => {
    const found = probes({
      port: 80,
      health: { path: "/up", timeoutSeconds: 5 },
      probes: {
        startup: { failureThreshold: 120 },
        readiness: { exec: ["ready"], periodSeconds: 2 },
        liveness: false,
      },
    });
    const httpGet = { path: "/up", port: "http" };
    expect(found).toEqual({
      startupProbe: { periodSeconds: 5, failureThreshold: 120, timeoutSeconds: 5, httpGet },
      readinessProbe: { periodSeconds: 2, exec: { command: ["ready"] } },
      livenessProbe: undefined,
    });
  });

  it.each<[string, Partial<AppOptions>]>([
    ["nothing listens", {}],
    ["only UDP listens", { ports: { dns: { port: 53, protocol: "UDP" } } }],
    ["nobody is to ask", { port: 80, health: false }],
  ])("is asked by nobody where %s", (_, options) => {
    expect(Object.values(probes(options))).toEqual([undefined, undefined, undefined]);
  });
});
