import { describe, expect, it } from "vitest";
import { importedChart } from "../../../../lib/kubernetes/chart.ts";
import type { Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import {
  configMap,
  deployment,
  object,
  service,
  thingDefinition,
} from "../../../support/objects.ts";

const monitor = object("monitoring.coreos.com/v1", "ServiceMonitor", "web", {
  spec: { selector: { matchLabels: { app: "web" } }, endpoints: [{ port: "http" }] },
});
const certificate = (spec: object, apiVersion = "cert-manager.io/v1") =>
  object(apiVersion, "Certificate", "web", {
    spec: { secretName: "web-tls", dnsNames: ["web.house.example"], ...spec },
  });
const issuerRef = { kind: "ClusterIssuer", name: "authority" };
const traefik = (values: object) =>
  component("proxy", { chart: "traefik", values: () => ({ ...values }) });

/** As messages name the chart: in whatever version it is locked. */
const proxy = `traefik ${importedChart("traefik")!.version}`;

const objectRows: readonly Row[] = [
  [
    "a misspelt field",
    { objects: [deployment({ container: { imagee: "x" } }), service()] },
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].imagee is not a field; did you mean "image"?',
    ],
  ],
  [
    "a field that is none at all",
    { objects: [deployment({ spec: { colour: "red" } }), service()] },
    [
      'home/app: Deployment "web" spec.colour is not a field; use one of minReadySeconds, paused, progressDeadlineSeconds, replicas, revisionHistoryLimit, selector, strategy, template',
    ],
  ],
  [
    "a word for a number",
    { objects: [deployment({ spec: { replicas: "two" } }), service()] },
    ['home/app: Deployment "web" spec.replicas is "two", not an integer; write a whole number'],
  ],
  [
    "a required field left out",
    { objects: [deployment({ container: { image: undefined } })] },
    ['home/app: Deployment "web" spec.template.spec.containers[0].image is missing; add it'],
  ],
  [
    "a word that is not in the list",
    { objects: [deployment(), service({ type: "LoadBalanser" })] },
    ['home/app: Service "web" spec.type is "LoadBalanser"; did you mean "LoadBalancer"?'],
  ],
  [
    "a port out of bounds",
    { objects: [deployment(), service({ ports: [{ port: 70000 }] })] },
    [
      'home/app: Service "web" spec.ports[0].port is 70000, outside 1 to 65535; use a number in that range',
    ],
  ],
  [
    "a name that is no DNS label",
    { objects: [deployment(), service({}, { name: "Web_1" })] },
    [
      'home/app: Service "Web_1" metadata.name is "Web_1", not a DNS label (up to 63 lower case letters, digits and "-"); rename it',
    ],
  ],
  [
    "an amount that is none",
    { objects: [deployment({ container: { resources: { limits: { memory: "128MB" } } } })] },
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].resources.limits.memory is "128MB", not a quantity such as "250m", "2" or "512Mi"; correct the number or its unit',
    ],
  ],
  [
    "two containers of one name",
    {
      objects: [
        deployment({
          pod: {
            containers: [
              { name: "a", image: "a:1" },
              { name: "a", image: "b:1" },
            ],
          },
        }),
      ],
    },
    [
      'home/app: Deployment "web" spec.template.spec.containers[1] has the name "a" of [0]; change or remove one',
    ],
  ],
  [
    "a kind that its version does not have",
    { objects: [{ ...deployment(), apiVersion: "apps/v2" }] },
    [
      'home/app: Deployment "web" is of apiVersion apps/v2, which knows no such kind; did you mean "apps/v1/Deployment"?',
    ],
  ],
  [
    "a kind with a slip",
    { objects: [{ ...configMap("web", {}), kind: "ConfigMapp" }] },
    [
      'home/app: ConfigMapp "web" is of apiVersion v1, which knows no such kind; did you mean "v1/ConfigMap"?',
    ],
  ],
  [
    "an old version of a custom kind",
    { objects: [certificate({ issuerRef }, "cert-manager.io/v1alpha2")] },
    [
      'home/app: Certificate "web" is of apiVersion cert-manager.io/v1alpha2, which is not served; use cert-manager.io/v1',
    ],
  ],
  [
    "a misspelt field of a custom resource",
    { objects: [certificate({ issuerRef, dnsName: ["a.example"] })] },
    ['home/app: Certificate "web" spec.dnsName is not a field; did you mean "dnsNames"?'],
  ],
  [
    "a required field of a custom resource left out",
    { objects: [certificate({})] },
    ['home/app: Certificate "web" spec.issuerRef is missing; add it'],
  ],
  [
    "a custom resource whose kind nothing brings",
    { objects: [deployment(), service(), monitor] },
    [
      'home/app: ServiceMonitor "web" is of apiVersion monitoring.coreos.com/v1, whose kind ServiceMonitor nothing in this cluster brings; add the component that does',
    ],
  ],
  [
    "several of a kind that nothing brings, once",
    { objects: [deployment(), service(), monitor, { ...monitor, metadata: { name: "other" } }] },
    [
      'home/app: ServiceMonitor "web" and 1 more are of apiVersion monitoring.coreos.com/v1, whose kind ServiceMonitor nothing in this cluster brings; add the component that does',
    ],
  ],
  [
    "a namespace on a CustomResourceDefinition",
    {
      objects: [
        { ...thingDefinition, metadata: { ...thingDefinition.metadata, namespace: "default" } },
      ],
    },
    [
      'home/app: CustomResourceDefinition "things.house.example" has metadata.namespace "default", so Argo CD would prune it; drop it',
    ],
  ],
  [
    "a namespace on another kind that has none",
    {
      objects: [
        object("storage.k8s.io/v1", "StorageClass", "fast", {
          metadata: { name: "fast", namespace: "default" },
          provisioner: "a.example/b",
        }),
      ],
    },
    [
      'home/app: StorageClass "fast" has metadata.namespace "default", which a StorageClass does not have; drop it',
    ],
  ],
];

const valueRows: readonly Row[] = [
  [
    "a misspelt value",
    { components: [traefik({ deploymnet: { replicas: 2 } })] },
    [`home/proxy: value deploymnet of chart ${proxy} is not a field; did you mean "deployment"?`],
  ],
  [
    "a value whose like stands in another branch",
    { components: [traefik({ controler: { replicas: 2 } })] },
    [
      `home/proxy: value controler.replicas of chart ${proxy} is not a field; did you mean deployment.replicas?`,
    ],
  ],
  [
    "a value whose like stands in many branches",
    { components: [traefik({ controler: { enabled: true } })] },
    [`home/proxy: value controler of chart ${proxy} is not a field; remove it`],
  ],
  [
    "values of which one has its like elsewhere",
    { components: [traefik({ controler: { replicas: 2, wholly: { made: "up" } } })] },
    [
      `home/proxy: value controler.replicas of chart ${proxy} is not a field; did you mean deployment.replicas?`,
      `home/proxy: value controler.wholly.made of chart ${proxy} is not a field; remove it`,
    ],
  ],
  [
    "a word for a number",
    { components: [traefik({ deployment: { replicas: "two" } })] },
    [
      `home/proxy: value deployment.replicas of chart ${proxy} is "two", not an integer; write a whole number`,
    ],
  ],
  [
    "a chart that is not imported",
    {
      components: [
        component("odd", { chart: { ...importedChart("traefik")!, name: "odd", crds: [] } }),
      ],
    },
    ["home/odd: chart odd is not imported; run npm run import"],
  ],
];

/** The values of these must not stand in any message. */
const secretRows: readonly Row[] = [
  [
    "a number after its argument",
    { objects: [deployment({ container: { args: ["--password", 4711] } }), service()] },
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].args[1] is not as its schema asks for; correct it',
    ],
  ],
  [
    "the data of a Secret",
    { objects: [object("v1", "Secret", "web", { data: { password: "hunter2" } })] },
    [
      'home/app: Secret "web" carries its value in data; ask the secret store for it with scope.secret(...)',
    ],
  ],
  [
    "a number in a Secret",
    { objects: [object("v1", "Secret", "web", { stringData: { pin: 4711 } })] },
    [
      'home/app: Secret "web" carries its value in stringData; ask the secret store for it with scope.secret(...)',
    ],
  ],
  [
    "a password of a wrong type in values",
    { components: [traefik({ providers: { password: 4711 } })] },
    [
      `home/proxy: value providers.password of chart ${proxy} is not as its schema asks for; correct it`,
    ],
  ],
  [
    "arguments that are no list",
    { objects: [deployment({ container: { args: "--password=hunter2" } }), service()] },
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].args is not as its schema asks for; correct it',
    ],
  ],
  [
    "an environment variable that is a number",
    {
      objects: [
        deployment({ container: { env: [{ name: "DB_PASSWORD", value: 4711 }] } }),
        service(),
      ],
    },
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].env[0].value is not as its schema asks for; correct it',
    ],
  ],
];

describe("the schema of an object", () => {
  it.each(objectRows)("refuses %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

describe("the schema of a chart's values", () => {
  it.each(valueRows)("refuses %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});

describe("a schema's message", () => {
  it.each(secretRows)("hides %s", (_, change, lines) => {
    const found = problemsOf(fleetOf(change));
    expect(found).toEqual(lines);
    expect(found.join()).not.toMatch(/hunter2|4711/);
  });
});
