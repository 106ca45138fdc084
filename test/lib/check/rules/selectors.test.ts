import { describe, expect, it } from "vitest";
import type { Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { deployment, object, service } from "../../../support/objects.ts";

const budget = (labels: object) =>
  object("policy/v1", "PodDisruptionBudget", "web", {
    spec: { maxUnavailable: 1, selector: { matchLabels: labels } },
  });

const policy = (spec: object) =>
  object("networking.k8s.io/v1", "NetworkPolicy", "web", {
    spec: { podSelector: { matchLabels: { app: "web" } }, ...spec },
  });

const chart = component("chart", {
  namespace: "app",
  chart: "loki",
  makes: { pods: [{ name: "loki", replicas: 1, cpu: "10m", memory: "10Mi" }] },
});

const operator = component("operator", {
  namespace: "app",
  atRunTime: { pods: [{ name: "loki", replicas: 1, cpu: "10m", memory: "10Mi" }] },
});

const expression = { matchExpressions: [{ key: "app", operator: "In", values: ["wbe"] }] };

const podRows: readonly Row[] = [
  [
    "a Deployment that does not select its own pods",
    { objects: [deployment({ labels: { app: "wbe" } })] },
    [
      'home/app: Deployment "web" spec.selector app=web does not select its own pods, which have app=wbe; make them equal',
    ],
  ],
  [
    "a Service that selects nothing",
    { objects: [deployment(), service({ selector: { app: "wbe" } })] },
    ['home/app: Service "web" spec.selector app=wbe selects no pods; did you mean "app=web"?'],
  ],
  [
    "a Service with a slip in the key",
    { objects: [deployment(), service({ selector: { ap: "web" } })] },
    ['home/app: Service "web" spec.selector ap=web selects no pods; did you mean "app=web"?'],
  ],
  [
    "a Service that selects no pods of a chart",
    { objects: [service({ selector: { app: "lokki" } })], components: [chart] },
    ['home/app: Service "web" spec.selector app=lokki selects no pods; did you mean "app=loki"?'],
  ],
  [
    "a Service without any pods",
    { objects: [service()] },
    [
      'home/app: Service "web" spec.selector app=web selects no pods; correct the labels or add the pods',
    ],
  ],
  [
    "a Service that selects by one label too many",
    { objects: [deployment(), service({ selector: { app: "web", tier: "front" } })] },
    [
      'home/app: Service "web" spec.selector app=web,tier=front selects no pods; correct the labels or add the pods',
    ],
  ],
  [
    "a Service that names no port of its pods",
    { objects: [deployment(), service({ ports: [{ port: 80, targetPort: "htp" }] })] },
    [
      'home/app: Service "web" spec.ports[0].targetPort is "htp", but the ports of its pods are named http; did you mean "http"?',
    ],
  ],
  [
    "a Service that names a port of pods without names",
    { objects: [deployment({ container: { ports: undefined } }), service()] },
    [
      'home/app: Service "web" spec.ports[0].targetPort is "http", but the ports of its pods have no names; name one of the container\'s ports',
    ],
  ],
  [
    "a PodDisruptionBudget that selects nothing",
    { objects: [deployment(), service(), budget({ app: "wbe" })] },
    [
      'home/app: PodDisruptionBudget "web" spec.selector app=wbe selects no pods; did you mean "app=web"?',
    ],
  ],
  [
    "a NetworkPolicy that selects nothing",
    {
      objects: [deployment(), service(), policy({ podSelector: { matchLabels: { app: "shop" } } })],
    },
    [
      'home/app: NetworkPolicy "web" spec.podSelector app=shop selects no pods; correct the labels or add the pods',
    ],
  ],
  [
    "a NetworkPolicy by an expression that nothing fulfils",
    { objects: [deployment(), service(), policy({ podSelector: expression })] },
    [
      'home/app: NetworkPolicy "web" spec.podSelector app In (wbe) selects no pods; correct the labels or add the pods',
    ],
  ],
  [
    "a NetworkPolicy with a slip in a peer",
    {
      objects: [
        deployment(),
        service(),
        policy({ ingress: [{ from: [{ podSelector: { matchLabels: { app: "wbe" } } }] }] }),
      ],
    },
    [
      'home/app: NetworkPolicy "web" spec.ingress[0].from[0].podSelector app=wbe selects no pods; did you mean "app=web"?',
    ],
  ],
];

const validRows: readonly Row[] = [
  [
    "the pods of a chart",
    {
      objects: [service({ selector: { app: "loki" }, ports: [{ port: 80 }] })],
      components: [chart],
    },
    [],
  ],
  [
    "pods that come at run time, whose labels nobody knows",
    {
      objects: [service({ selector: { "app.kubernetes.io/name": "loki" } })],
      components: [operator],
    },
    [],
  ],
  ["every pod by an empty selector", { objects: [policy({ podSelector: {} })] }, []],
  [
    "a peer that is not there",
    {
      objects: [
        deployment(),
        service(),
        policy({ ingress: [{ from: [{ podSelector: { matchLabels: { job: "backup" } } }] }] }),
      ],
    },
    [],
  ],
  [
    "pods by the port of a sidecar",
    {
      objects: [
        deployment({
          container: { ports: undefined },
          pod: {
            initContainers: [
              {
                name: "proxy",
                image: "a.example/proxy:1",
                restartPolicy: "Always",
                ports: [{ name: "http", containerPort: 8080 }],
              },
            ],
          },
        }),
        service(),
      ],
    },
    [],
  ],
  [
    "pods by their port's number",
    {
      objects: [
        deployment({ container: { ports: undefined } }),
        service({ ports: [{ port: 80, targetPort: 8080 }] }),
      ],
    },
    [],
  ],
  ["nothing, for endpoints of its own", { objects: [service({ selector: undefined })] }, []],
];

describe("a selector", () => {
  it.each(podRows)("is refused in %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("may select %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
