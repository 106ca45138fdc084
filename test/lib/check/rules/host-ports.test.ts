import { describe, expect, it } from "vitest";
import type { Change, Row } from "../../../support/fleet.ts";
import { component, fleetOf, k3sBut, problemsOf } from "../../../support/fleet.ts";
import { deployment, service } from "../../../support/objects.ts";

const onPort = (port: number, spec: object = {}): Change => ({
  objects: [deployment(), service({ type: "LoadBalancer", ports: [{ port, ...spec }] })],
});

const withoutTraefik: Change["cluster"] = { kubernetes: k3sBut("traefik"), ingress: undefined };

const balancer = component("balancer", {
  layer: "networking",
  provides: { "load-balancer": { addresses: { annotation: "balancer.example/lb-ips" } } },
});
const balanced: Change["cluster"] = {
  kubernetes: k3sBut("servicelb", "traefik"),
  ingress: undefined,
};

const pods = (kind: string, ports: readonly object[], pod: object = {}) =>
  deployment({ kind, pod, container: { ports } });

const agent = (ports: readonly object[], pod: object = {}) =>
  component("agent", { podSecurity: "privileged", objects: [pods("DaemonSet", ports, pod)] });

const wanting = (kind: string, ports: readonly object[], pod: object = {}): Change => ({
  app: { podSecurity: "privileged" },
  objects: [pods(kind, ports, pod)],
});

const rows: readonly Row[] = [
  [
    "of the Ingress controller that the distribution brings",
    onPort(80),
    [
      'home/app: Service "web" wants port 80/TCP of every node, which bundled traefik has; use another port, or a load balancer that gives addresses',
    ],
  ],
  [
    "of another Service",
    {
      ...onPort(53, { protocol: "UDP" }),
      cluster: withoutTraefik,
      components: [
        component("dns", {
          objects: [
            deployment(),
            service({ type: "LoadBalancer", ports: [{ port: 53, protocol: "UDP" }] }),
          ],
        }),
      ],
    },
    [
      'home/dns: Service "web" wants port 53/UDP of every node, which Service "web" of app has; use another port, or a load balancer that gives addresses',
    ],
  ],
  [
    "of pods on every node",
    {
      ...wanting("Deployment", [{ containerPort: 80, hostPort: 9100 }]),
      components: [agent([{ containerPort: 9100 }], { hostNetwork: true })],
    },
    [
      'home/app: Deployment "web" wants port 9100/TCP of its node, which DaemonSet "web" of agent has; use another port',
    ],
  ],
  [
    "of a sidecar on the network of its node",
    {
      ...wanting("Deployment", [], {
        hostNetwork: true,
        initContainers: [
          {
            name: "metrics",
            image: "example/metrics:1",
            restartPolicy: "Always",
            ports: [{ containerPort: 9100 }],
          },
        ],
      }),
      components: [agent([{ containerPort: 80, hostPort: 9100 }])],
    },
    [
      'home/app: Deployment "web" wants port 9100/TCP of its node, which DaemonSet "web" of agent has; use another port',
    ],
  ],
];

const validRows: readonly Row[] = [
  ["which nobody else wants", onPort(8443), []],
  ["of another protocol", onPort(80, { protocol: "UDP" }), []],
  [
    "of an address of its own",
    {
      ...onPort(80),
      cluster: balanced,
      components: [balancer, component("other", onPort(80) as object)],
    },
    [],
  ],
  [
    "beside pods that are on other nodes",
    {
      ...wanting("Deployment", [{ containerPort: 80, hostPort: 9100 }]),
      components: [
        agent([{ containerPort: 9100, hostPort: 9100 }], { nodeSelector: { role: "edge" } }),
      ],
      cluster: {
        nodes: fleetOf().clusters[0]!.nodes.map((node) => ({ ...node, labels: { role: "edge" } })),
      },
    },
    [],
  ],
  [
    "of another address of the node",
    {
      ...wanting("DaemonSet", [{ containerPort: 53, hostPort: 53, hostIP: "169.254.20.10" }]),
      components: [agent([{ containerPort: 53, hostPort: 53 }])],
    },
    [],
  ],
];

describe("a port of nodes", () => {
  it.each(rows)("is not given twice: one %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("may be taken %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
