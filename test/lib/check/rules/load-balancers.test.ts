import { describe, expect, it } from "vitest";
import { metallb } from "../../../../charts/index.ts";
import type { Change, Row } from "../../../support/fleet.ts";
import { component, fleetOf, k3sBut, problemsOf } from "../../../support/fleet.ts";
import { deployment, service } from "../../../support/objects.ts";

// Port 80 of the nodes is Traefik's, where Services share their ports.
const ports = [{ name: "http", port: 8080, targetPort: "http" }];
const asking = (annotations: object, spec: object = {}): Change => ({
  objects: [deployment(), service({ type: "LoadBalancer", ports, ...spec }, { annotations })],
});
const metal = (addresses: string, more: object = {}): Change =>
  asking({ "metallb.io/loadBalancerIPs": addresses, ...more });
const kubernetes = k3sBut("servicelb", "traefik");
const provided = (change: Change, ...components: NonNullable<Change["components"]>): Change => ({
  ...change,
  components: [metallb(), proxy({ "metallb.io/loadBalancerIPs": "10.0.0.110" }), ...components],
  cluster: { kubernetes, ...change.cluster },
});
/** A chart whose Service asks for an address. */
function proxy(annotations: object, spec: object = {}) {
  const asked = service({ type: "LoadBalancer", ports, ...spec }, { name: "proxy", annotations });
  return component("proxy", {
    chart: "traefik",
    makes: { ingressClasses: ["traefik"], objects: [deployment(), asked] },
  });
}
const dns = (address: string, more: object = {}) =>
  component("dns", {
    objects: [
      deployment(),
      service(
        { type: "LoadBalancer" },
        { annotations: { "metallb.io/loadBalancerIPs": address, ...more } },
      ),
    ],
  });
const shared = { "metallb.io/allow-shared-ip": "dns" };

const rows: readonly Row[] = [
  [
    "lies outside the cluster's range",
    provided(metal("10.0.0.130")),
    [
      'home/app: Service "web" metadata.annotations["metallb.io/loadBalancerIPs"] asks for 10.0.0.130, which lies outside the cluster\'s range 10.0.0.110-10.0.0.119; choose one in it',
    ],
  ],
  [
    "lies outside the range, as the last of a list",
    provided(metal("10.0.0.111, 10.0.0.120")),
    [
      'home/app: Service "web" metadata.annotations["metallb.io/loadBalancerIPs"] asks for 10.0.0.120, which lies outside the cluster\'s range 10.0.0.110-10.0.0.119; choose one in it',
    ],
  ],
  [
    "is none",
    provided(metal("10.0.0.11o")),
    [
      'home/app: Service "web" metadata.annotations["metallb.io/loadBalancerIPs"] asks for "10.0.0.11o", which is no IPv4 address; correct it',
    ],
  ],
  [
    "is asked for by Cilium's annotation and lies outside",
    asking({ "lbipam.cilium.io/ips": "10.0.0.130" }),
    [
      'home/app: Service "web" metadata.annotations["lbipam.cilium.io/ips"] asks for 10.0.0.130, which lies outside the cluster\'s range 10.0.0.110-10.0.0.119; choose one in it',
    ],
  ],
  [
    "is asked for by a field and lies outside",
    asking({}, { loadBalancerIP: "10.0.0.130" }),
    [
      'home/app: Service "web" spec.loadBalancerIP asks for 10.0.0.130, which lies outside the cluster\'s range 10.0.0.110-10.0.0.119; choose one in it',
    ],
  ],
  [
    "is asked for by a Service of a chart and lies outside",
    {
      cluster: { kubernetes },
      components: [metallb(), proxy({ "metallb.io/loadBalancerIPs": "10.0.0.30" })],
    },
    [
      'home/proxy: Service "proxy" metadata.annotations["metallb.io/loadBalancerIPs"] asks for 10.0.0.30, which lies outside the cluster\'s range 10.0.0.110-10.0.0.119; choose one in it',
    ],
  ],
  [
    "is asked for by a field of a chart's Service and lies outside",
    {
      components: [proxy({}, { loadBalancerIP: "10.0.0.30" })],
    },
    [
      'home/proxy: Service "proxy" spec.loadBalancerIP asks for 10.0.0.30, which lies outside the cluster\'s range 10.0.0.110-10.0.0.119; choose one in it',
    ],
  ],
  [
    "is asked for by another Service too",
    provided(metal("10.0.0.112"), dns("10.0.0.112")),
    [
      'home/dns: Service "web" metadata.annotations["metallb.io/loadBalancerIPs"] asks for 10.0.0.112, which Service "web" of app asks for too; choose another',
    ],
  ],
  [
    "is asked for by a chart too",
    provided(metal("10.0.0.110")),
    [
      'home/proxy: Service "proxy" metadata.annotations["metallb.io/loadBalancerIPs"] asks for 10.0.0.110, which Service "web" of app asks for too; choose another',
    ],
  ],
  [
    "is shared under another key",
    provided(
      metal("10.0.0.112", shared),
      dns("10.0.0.112", { "metallb.io/allow-shared-ip": "other" }),
    ),
    [
      'home/dns: Service "web" metadata.annotations["metallb.io/loadBalancerIPs"] asks for 10.0.0.112, which Service "web" of app asks for too; choose another',
    ],
  ],
  [
    "is asked for in a way that the provider does not read",
    provided(asking({ "lbipam.cilium.io/ips": "10.0.0.112" })),
    [
      'home/app: Service "web" metadata.annotations["lbipam.cilium.io/ips"] asks for 10.0.0.112 in a way that metallb does not read; use the annotation metallb.io/loadBalancerIPs',
    ],
  ],
  [
    "is asked for where the cluster has none to give",
    { ...metal("10.0.0.112"), cluster: { loadBalancer: undefined } },
    [
      'home: has no addresses to give, but Service "web" of app asks for one (10.0.0.112); set loadBalancer to a range',
    ],
  ],
  [
    "is asked for where MetalLB has none to give",
    provided({ ...metal("10.0.0.112"), cluster: { loadBalancer: undefined } }),
    [
      "home/metallb: has no addresses to give; set loadBalancer of cluster home to a range",
      'home: has no addresses to give, but Service "web" of app and 1 more ask for one (10.0.0.112); set loadBalancer to a range',
    ],
  ],
  [
    "is asked for by kube-vip's annotation and lies outside",
    asking({ "kube-vip.io/loadbalancerIPs": "10.0.0.130" }),
    [
      'home/app: Service "web" metadata.annotations["kube-vip.io/loadbalancerIPs"] asks for 10.0.0.130, which lies outside the cluster\'s range 10.0.0.110-10.0.0.119; choose one in it',
    ],
  ],
];

const validRows: readonly Row[] = [
  ["lies in the range", provided(metal("10.0.0.111,10.0.0.119")), []],
  ["is shared under one key", provided(metal("10.0.0.112", shared), dns("10.0.0.112", shared)), []],
  ["is beside one of IPv6", provided(metal("10.0.0.112,fd00::112")), []],
];

describe("a fixed address", () => {
  it.each(rows)("is refused when it %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("is accepted when it %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
