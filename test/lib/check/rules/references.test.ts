import { describe, expect, it } from "vitest";
import type { Change, Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import {
  claim,
  configMap,
  deployment,
  ingress,
  object,
  service,
} from "../../../support/objects.ts";
import { asking, sealed } from "../../../support/secrets.ts";

const web = (pod: object, ...more: readonly object[]): Change => ({
  objects: [deployment({ pod }), service(), ...more],
});

const variable = (valueFrom: object): Change => ({
  objects: [
    deployment({ container: { env: [{ name: "LEVEL", valueFrom }] } }),
    service(),
    configMap("settings", { level: "info", colour: "red" }),
  ],
});

const mounted = (name: string) => ({
  volumes: [{ name: "data", persistentVolumeClaim: { claimName: name } }],
});

const backend = (port: object, name = "web") => ({
  rules: [
    {
      host: "web.house.example",
      http: { paths: [{ path: "/", pathType: "Prefix", backend: { service: { name, port } } }] },
    },
  ],
});

const autoscaler = (name: string) =>
  object("autoscaling/v2", "HorizontalPodAutoscaler", "web", {
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name }, maxReplicas: 2 },
  });

const binding = object("rbac.authorization.k8s.io/v1", "RoleBinding", "web", {
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" },
  subjects: [{ kind: "ServiceAccount", name: "web", namespace: "app" }],
});

const stateful = (spec: object) =>
  deployment({ kind: "StatefulSet", spec: { serviceName: "web", ...spec } });

const called = { service: { name: "hook", namespace: "app" } };
const nothing = "which nothing in namespace app makes; add it or correct the name";
const unasked =
  'which nothing in namespace app makes; ask for it with scope.secret(...) or list "app/smb" in secretsFromBootstrap';

const nameRows: readonly Row[] = [
  [
    "a Service that a webhook asks",
    {
      objects: [
        object("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "check", {
          webhooks: [
            {
              name: "a.house.example",
              admissionReviewVersions: ["v1"],
              sideEffects: "None",
              clientConfig: called,
            },
          ],
        }),
      ],
    },
    [
      `home/app: ValidatingWebhookConfiguration "check" webhooks[0].clientConfig.service names Service "hook", ${nothing}`,
    ],
  ],
  [
    "a Secret that a volume is mounted with",
    {
      objects: [
        object("storage.k8s.io/v1", "StorageClass", "smb", {
          provisioner: "smb.csi.k8s.io",
          parameters: {
            "csi.storage.k8s.io/node-stage-secret-name": "smb",
            "csi.storage.k8s.io/node-stage-secret-namespace": "app",
          },
        }),
      ],
    },
    [
      `home/app: StorageClass "smb" parameters["csi.storage.k8s.io/node-stage-secret-name"] names Secret "smb", ${unasked}`,
    ],
  ],
  [
    "a class of a volume that lives as long as its pod",
    web({
      volumes: [
        {
          name: "data",
          ephemeral: {
            volumeClaimTemplate: {
              spec: {
                accessModes: ["ReadWriteOnce"],
                storageClassName: "fast",
                resources: { requests: { storage: "1Gi" } },
              },
            },
          },
        },
      ],
    }),
    [
      'home/app: Deployment "web" spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate.spec.storageClassName names StorageClass "fast", which nothing in this cluster makes; use local-path',
    ],
  ],
  [
    "a ServiceAccount that is not there",
    web({ serviceAccountName: "wbe" }, object("v1", "ServiceAccount", "web")),
    [
      'home/app: Deployment "web" spec.template.spec.serviceAccountName names ServiceAccount "wbe", which nothing in namespace app makes; did you mean "web"?',
    ],
  ],
  [
    "a ConfigMap that is not there",
    web({ volumes: [{ name: "a", configMap: { name: "settings" } }] }),
    [
      'home/app: Deployment "web" spec.template.spec.volumes[0].configMap.name names ConfigMap "settings", which nothing in namespace app makes; add it or correct the name',
    ],
  ],
  [
    "a ConfigMap of another namespace",
    {
      ...web({ volumes: [{ name: "a", configMap: { name: "settings" } }] }),
      components: [component("other", { objects: [configMap("settings", {})] })],
    },
    [
      'home/app: Deployment "web" spec.template.spec.volumes[0].configMap.name names ConfigMap "settings", which stands in namespace other and not in app; move one of them',
    ],
  ],
  [
    "a key that a ConfigMap does not have",
    variable({ configMapKeyRef: { name: "settings", key: "levle" } }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef names key "levle" of ConfigMap "settings", which has colour and level; did you mean "level"?',
    ],
  ],
  [
    "a key that is far from any",
    variable({ configMapKeyRef: { name: "settings", key: "verbosity" } }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].env[0].valueFrom.configMapKeyRef names key "verbosity" of ConfigMap "settings", which has colour and level; use one of them',
    ],
  ],
  [
    "a Secret that is not there",
    variable({ secretKeyRef: { name: "login", key: "password" } }),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef names Secret "login", which nothing in namespace app makes; ask for it with scope.secret(...) or list "app/login" in secretsFromBootstrap',
    ],
  ],
  [
    "a key that a Secret of the bootstrap does not have",
    {
      ...variable({ secretKeyRef: { name: "login", key: "passwort" } }),
      cluster: { secretsFromBootstrap: { "app/login": ["password"] } },
    },
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].env[0].valueFrom.secretKeyRef names key "passwort" of Secret "login", which has password; did you mean "password"?',
    ],
  ],
  [
    "a Secret to pull images with that is not there",
    web({ imagePullSecrets: [{ name: "registry" }] }),
    [
      'home/app: Deployment "web" spec.template.spec.imagePullSecrets[0].name names Secret "registry", which nothing in namespace app makes; ask for it with scope.secret(...) or list "app/registry" in secretsFromBootstrap',
    ],
  ],
  [
    "a claim that is not there",
    web(mounted("dta"), claim("data")),
    [
      'home/app: Deployment "web" spec.template.spec.volumes[0].persistentVolumeClaim.claimName names PersistentVolumeClaim "dta", which nothing in namespace app makes; did you mean "data"?',
    ],
  ],
  [
    "a StorageClass that is not there",
    web(mounted("data"), claim("data", { storageClassName: "localpath" })),
    [
      'home/app: PersistentVolumeClaim "data" spec.storageClassName names StorageClass "localpath", which nothing in this cluster makes; did you mean "local-path"?',
    ],
  ],
  [
    "a StorageClass that is far from any",
    {
      objects: [
        stateful({
          volumeClaimTemplates: [
            {
              metadata: { name: "data" },
              spec: { ...claim("data").spec, storageClassName: "fast" },
            },
          ],
        }),
        service(),
      ],
    },
    [
      'home/app: StatefulSet "web" spec.volumeClaimTemplates[0].spec.storageClassName names StorageClass "fast", which nothing in this cluster makes; use local-path',
    ],
  ],
  [
    "a PriorityClass that is not there",
    web({ priorityClassName: "important" }),
    [
      'home/app: Deployment "web" spec.template.spec.priorityClassName names PriorityClass "important", which nothing in this cluster makes; add it or correct the name',
    ],
  ],
  [
    "a Service for a StatefulSet that is not there",
    { objects: [stateful({ serviceName: "web-pods" }), service()] },
    [
      'home/app: StatefulSet "web" spec.serviceName names Service "web-pods", which nothing in namespace app makes; add it or correct the name',
    ],
  ],
  [
    "an Ingress backend that is not there",
    web({}, ingress({ spec: backend({ name: "http" }, "wbe") })),
    [
      'home/app: Ingress "web" spec.rules[0].http.paths[0].backend.service names Service "wbe", which nothing in namespace app makes; did you mean "web"?',
    ],
  ],
  [
    "an Ingress backend port that is not there",
    web({}, ingress({ spec: backend({ name: "https" }) })),
    [
      'home/app: Ingress "web" spec.rules[0].http.paths[0].backend.service names port "https" of Service "web", which has http and 80; did you mean "http"?',
    ],
  ],
  [
    "an Ingress backend port number that is not there",
    web({}, ingress({ spec: backend({ number: 8080 }) })),
    [
      'home/app: Ingress "web" spec.rules[0].http.paths[0].backend.service names port "8080" of Service "web", which has http and 80; use one of them',
    ],
  ],
  [
    "an Ingress class that is not there",
    web({}, ingress({ spec: { ingressClassName: "trafeik" } })),
    [
      'home/app: Ingress "web" spec.ingressClassName names IngressClass "trafeik", which nothing in this cluster makes; did you mean "traefik"?',
    ],
  ],
  [
    "an issuer that is not there",
    web(
      {},
      ingress({
        metadata: { name: "web", annotations: { "cert-manager.io/cluster-issuer": "letsencrypt" } },
      }),
    ),
    [
      'home/app: Ingress "web" metadata.annotations["cert-manager.io/cluster-issuer"] names ClusterIssuer "letsencrypt", which nothing in this cluster makes; use authority',
    ],
  ],
  [
    "a TLS Secret that nobody makes",
    web({}, ingress({ metadata: { name: "web", annotations: {} } })),
    [
      'home/app: Ingress "web" spec.tls[0].secretName names Secret "web-tls", which nothing in namespace app makes; ask for it with scope.secret(...) or list "app/web-tls" in secretsFromBootstrap',
    ],
  ],
  [
    "a target to scale that is not there",
    web({}, autoscaler("wbe")),
    [
      'home/app: HorizontalPodAutoscaler "web" spec.scaleTargetRef names Deployment "wbe", which nothing in namespace app makes; did you mean "web"?',
    ],
  ],
  [
    "a Role that is not there",
    web({}, object("v1", "ServiceAccount", "web"), binding),
    [
      'home/app: RoleBinding "web" roleRef names Role "reader", which nothing in namespace app makes; add it or correct the name',
    ],
  ],
];

const validRows: readonly Row[] = [
  [
    "an optional Secret",
    variable({ secretKeyRef: { name: "login", key: "password", optional: true } }),
    [],
  ],
  [
    "the TLS Secret that its issuer makes",
    web({ volumes: [{ name: "tls", secret: { secretName: "web-tls" } }] }, ingress()),
    [],
  ],
  [
    "a Secret of the bootstrap",
    {
      ...variable({ secretKeyRef: { name: "login", key: "password" } }),
      cluster: { secretsFromBootstrap: { "app/login": ["password"] } },
    },
    [],
  ],
  [
    "the class of the distribution",
    web(mounted("data"), claim("data", { storageClassName: "local-path" })),
    [],
  ],
  [
    "a sealed Secret with every key",
    { app: asking, components: [sealed({ user: "AgB", password: "AgC" })] },
    [],
  ],
];

describe("a reference", () => {
  it.each(nameRows)("is refused when it names %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("may name %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
