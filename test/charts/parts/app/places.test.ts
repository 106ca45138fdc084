import { describe, expect, it } from "vitest";
import type { AppOptions } from "../../../../charts/parts/app/options.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { app, workload } from "../../../../charts/workload.ts";
import { basic, madeOf } from "./forms.ts";

const pods = (options: Partial<AppOptions>) => {
  const { of, problems } = madeOf(options);
  expect(problems).toEqual([]);
  return of("Deployment").spec.template.spec;
};

describe("the nodes of an app", () => {
  it("are one by name, or several", () => {
    expect(pods({ nodes: ["home-2"] }).nodeSelector).toEqual({
      "kubernetes.io/hostname": "home-2",
    });
    expect(pods({ nodes: ["home-2", "home-3"] }).affinity).toEqual({
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: [
            {
              matchExpressions: [
                { key: "kubernetes.io/hostname", operator: "In", values: ["home-2", "home-3"] },
              ],
            },
          ],
        },
      },
    });
  });

  it("are those with labels and of an architecture, whose taints it bears", () => {
    const tolerations = [{ key: "gpu", operator: "Exists" }];
    const spec = pods({ nodeLabels: { gpu: "intel" }, architecture: "amd64", tolerations });
    expect(spec.nodeSelector).toEqual({ "kubernetes.io/arch": "amd64", gpu: "intel" });
    expect(spec.tolerations).toEqual(tolerations);
  });

  it("are told where the cluster has none of the name", () => {
    expect(madeOf({ nodes: ["hme-2"] }).problems).toContain(
      'home/shop: app "shop" runs on node "hme-2", which the cluster does not have; did you mean "home-2"?',
    );
  });
});

describe("the pods of an app", () => {
  it("say how they stop, who pulls their images and what reads their annotations", () => {
    const { of, problems } = madeOf({
      stopSeconds: 90,
      pullSecrets: ["login"],
      annotations: { "backup.example/volumes": "data" },
    });
    expect(problems).toEqual([]);
    const { metadata, spec } = of("Deployment").spec.template;
    expect(spec).toMatchObject({
      terminationGracePeriodSeconds: 90,
      imagePullSecrets: [{ name: "login" }],
    });
    expect(metadata.annotations).toEqual({ "backup.example/volumes": "data" });
  });
});

describe("the privileges of an app", () => {
  const level = (options: Partial<AppOptions>) => {
    const { namespace, problems, of } = madeOf(options);
    expect(problems).toEqual([]);
    const { labels, annotations } = namespace.metadata;
    return {
      level: labels?.["pod-security.kubernetes.io/enforce"],
      why: annotations?.["kubernetes.io/description"],
      spec: of("Deployment").spec,
    };
  };

  it("are none by default", () => {
    expect(level({ port: 80 })).toMatchObject({ level: "restricted", why: undefined });
  });

  it("are a writable root, which no level refuses", () => {
    const { spec, ...rest } = level({ privileges: { writableRoot: "it unpacks itself" } });
    expect(rest).toEqual({ level: "restricted", why: undefined });
    expect(spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem).toBe(false);
    expect(spec.template.spec.volumes).toEqual([]);
  });

  it("are root, with what it needs to step down", () => {
    const add = ["CHOWN", "SETGID", "SETUID"];
    const { spec, ...rest } = level({
      privileges: {
        root: "its start script steps down to PUID",
        capabilities: { add, reason: "for the same" },
      },
    });
    expect(rest).toEqual({
      level: "baseline",
      why: 'baseline: app "shop" has capabilities, for the same\nbaseline: app "shop" has root, its start script steps down to PUID',
    });
    const { securityContext, containers } = spec.template.spec;
    expect(securityContext).toMatchObject({ runAsNonRoot: false, runAsUser: 0 });
    expect(containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"], add },
    });
  });

  it("are capabilities beyond the baseline", () => {
    const capabilities = { add: ["NET_ADMIN"], reason: "it sets up a tunnel" };
    expect(level({ privileges: { root: "a tunnel", capabilities } }).level).toBe("privileged");
    const ports = { add: ["NET_BIND_SERVICE"], reason: "it listens on 53" };
    expect(level({ privileges: { capabilities: ports } }).level).toBe("restricted");
  });

  it("are devices of the node, one pod at a time", () => {
    const { spec, level: taken } = level({
      privileges: { devices: { "/dev/ttyUSB0": "the Zigbee stick" } },
    });
    expect(taken).toBe("privileged");
    const { containers, volumes } = spec.template.spec;
    expect(spec.strategy).toEqual({ type: "Recreate" });
    expect(containers[0].securityContext).toMatchObject({ privileged: true });
    expect(containers[0].volumeMounts).toContainEqual({
      name: "dev-ttyusb0",
      mountPath: "/dev/ttyUSB0",
    });
    expect(volumes).toContainEqual({
      name: "dev-ttyusb0",
      hostPath: { path: "/dev/ttyUSB0" },
    });
  });

  it("are the node's network, one pod at a time", () => {
    const { spec, level: taken } = level({
      port: 8123,
      privileges: { hostNetwork: "it finds devices by broadcast" },
    });
    expect(taken).toBe("privileged");
    expect(spec.strategy).toEqual({ type: "Recreate" });
    expect(spec.template.spec).toMatchObject({
      hostNetwork: true,
      dnsPolicy: "ClusterFirstWithHostNet",
    });
  });

  it("are a sidecar's own", () => {
    const { spec, why } = level({
      sidecars: {
        vpn: {
          image: "a.example/vpn:1",
          privileges: {
            root: "tunnels are root's",
            capabilities: { add: ["NET_ADMIN"], reason: "it sets up a tunnel" },
          },
        },
      },
    });
    expect(why).toContain('privileged: container "vpn" of app "shop" has capabilities');
    const { initContainers, securityContext } = spec.template.spec;
    expect(initContainers[0].securityContext).toMatchObject({ runAsNonRoot: false, runAsUser: 0 });
    expect(securityContext.runAsNonRoot).toBe(true);
  });

  it("are told without a reason", () => {
    expect(madeOf({ privileges: { root: " " } }).problems).toContain(
      'home/shop: app "shop" takes root without a reason (" "); write in a few words why it needs that',
    );
  });

  it("do not loosen an environment, whose level is its own", () => {
    const fleet = fleetOf({
      cluster: { environments: { staging: {} } },
      components: [
        workload("shop", { namespace: "staging" }, (scope) =>
          app(scope, { ...basic, privileges: { root: "it steps down" } }),
        ),
      ],
    });
    expect(problemsOf(fleet)).toEqual([
      'home/shop: Deployment "shop" spec.template.spec.securityContext.runAsNonRoot is false, which level restricted of namespace staging refuses; set it to true for the pod',
    ]);
  });
});

describe("whom an app speaks with", () => {
  const rules = (options: Partial<AppOptions>) => {
    const { of, problems } = madeOf(options, {
      components: [component("other", { namespace: "other" })],
    });
    expect(problems).toEqual([]);
    return of("NetworkPolicy").spec;
  };
  const named = (name: string, namespace: string) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: { "app.kubernetes.io/name": name } },
  });

  it("are apps of other namespaces", () => {
    const peer = { app: "cart", namespace: "other" };
    const { ingress, egress } = rules({ port: 80, allowFrom: [peer], allowTo: [peer] });
    expect(ingress).toEqual([
      { from: [named("cart", "other")], ports: [{ port: 80, protocol: "TCP" }] },
    ]);
    expect(egress[1]).toEqual({ to: [named("cart", "other")] });
  });

  it("are addresses, and ports of the internet", () => {
    const { egress } = rules({
      allowToAddresses: [
        { cidr: "10.0.0.9/32", ports: [8123, "5353/UDP"] },
        { cidr: "10.9.0.0/16" },
      ],
      internet: [443, 587],
    });
    expect(egress.slice(1)).toMatchObject([
      {
        to: [{ ipBlock: { cidr: "10.0.0.9/32" } }],
        ports: [
          { port: 8123, protocol: "TCP" },
          { port: 5353, protocol: "UDP" },
        ],
      },
      { to: [{ ipBlock: { cidr: "10.9.0.0/16" } }] },
      { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: [{ port: 443 }, { port: 587 }] },
    ]);
    expect(egress[2]).not.toHaveProperty("ports");
  });

  it("reach the ports that they ask for, and no others", () => {
    const { ingress } = rules({
      port: 8080,
      ports: { admin: 9000 },
      host: "shop.house.example",
      allowFrom: [{ app: "cart", namespace: "other" }],
    });
    expect(ingress).toMatchObject([
      {
        from: [named("cart", "other")],
        ports: [{ port: 8080 }, { port: 9000 }],
      },
      {
        from: [
          { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } } },
        ],
        ports: [{ port: 8080 }],
      },
    ]);
  });
});
