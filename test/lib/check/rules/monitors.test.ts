import { describe, expect, it } from "vitest";
import { prometheusKinds } from "../../../../charts/parts/kinds/prometheus.ts";
import type { Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { deployment, object, service } from "../../../support/objects.ts";

const monitor = (spec: object, kind = "ServiceMonitor") =>
  object("monitoring.coreos.com/v1", kind, "web", {
    spec: { selector: { matchLabels: { app: "web" } }, ...spec },
  });

const kinds = component("kinds", {
  namespace: "default",
  chart: "prometheus-operator-crds",
  kinds: prometheusKinds,
});

const monitorRows: readonly Row[] = [
  [
    "selects no Service",
    {
      objects: [
        deployment(),
        service(),
        monitor({ selector: { matchLabels: { app: "wbe" } }, endpoints: [{ port: "http" }] }),
      ],
      components: [kinds],
    },
    [
      'home/app: ServiceMonitor "web" spec.selector app=wbe selects no Service in namespace app; did you mean "app=web"?',
    ],
  ],
  [
    "looks in a namespace without the Service",
    {
      objects: [
        deployment(),
        service(),
        monitor({ namespaceSelector: { matchNames: ["app-data"] }, endpoints: [{ port: "http" }] }),
      ],
      components: [kinds, component("app-data")],
    },
    [
      'home/app: ServiceMonitor "web" spec.selector app=web selects no Service in namespace app-data; correct the labels',
    ],
  ],
  [
    "looks for another Service in its own namespace, for want of others",
    {
      objects: [
        deployment(),
        service(),
        monitor({
          namespaceSelector: { matchNames: [] },
          selector: { matchLabels: { app: "wbe" } },
          endpoints: [{ port: "http" }],
        }),
      ],
      components: [kinds],
    },
    [
      'home/app: ServiceMonitor "web" spec.selector app=wbe selects no Service in namespace app; did you mean "app=web"?',
    ],
  ],
  [
    "names no port of its Service",
    {
      objects: [deployment(), service(), monitor({ endpoints: [{ port: "metrics" }] })],
      components: [kinds],
    },
    [
      'home/app: ServiceMonitor "web" spec.endpoints[0].port is "metrics", but Service "web" has http; name one of its ports',
    ],
  ],
  [
    "names a port with a slip",
    {
      objects: [deployment(), service(), monitor({ endpoints: [{ port: "htpp" }] })],
      components: [kinds],
    },
    [
      'home/app: ServiceMonitor "web" spec.endpoints[0].port is "htpp", but Service "web" has http; did you mean "http"?',
    ],
  ],
  [
    "selects no pods, as a PodMonitor",
    {
      objects: [
        deployment(),
        service(),
        monitor(
          { selector: { matchLabels: { app: "shop" } }, podMetricsEndpoints: [{ port: "http" }] },
          "PodMonitor",
        ),
      ],
      components: [kinds],
    },
    [
      'home/app: PodMonitor "web" spec.selector app=shop selects no pods in namespace app; correct the labels',
    ],
  ],
  [
    "names no port of its pods, as a PodMonitor",
    {
      objects: [
        deployment(),
        service(),
        monitor({ podMetricsEndpoints: [{ port: "metrics" }] }, "PodMonitor"),
      ],
      components: [kinds],
    },
    [
      'home/app: PodMonitor "web" spec.podMetricsEndpoints[0].port is "metrics", but Deployment "web" has http; name one of its ports',
    ],
  ],
];

describe("a monitor", () => {
  it.each(monitorRows)("is refused when it %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
