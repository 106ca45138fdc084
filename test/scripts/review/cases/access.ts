import { namespace, object, policy, role, service, workload } from "../objects.ts";
import { home, shop } from "../shop.ts";
import { treeOf } from "../trees.ts";

const enforce = "pod-security.kubernetes.io/enforce";
const read = { apiGroups: [""], resources: ["pods", "services"], verbs: ["get", "list", "watch"] };

const project = (repositories: readonly string[], more: object = {}): object => ({
  apiVersion: "argoproj.io/v1alpha1",
  kind: "AppProject",
  metadata: { name: "home-apps", namespace: "argocd" },
  spec: {
    sourceRepos: repositories,
    destinations: [{ name: "in-cluster", namespace: "shop-*" }],
    clusterResourceWhitelist: [{ group: "", kind: "Namespace" }],
    ...more,
  },
});

const binding = (...names: readonly string[]): object =>
  object("rbac.authorization.k8s.io/v1", "RoleBinding", "developer", {
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "developer" },
    subjects: names.map((name) => ({ kind: "User", name })),
  });

const fromWeb = { podSelector: { matchLabels: { app: "web" } } };
const http = { port: 8080 };

export const access = {
  "service-type": shop([service({ type: "LoadBalancer" })], [service({ type: "ClusterIP" })]),
  "service-address": shop(
    [service({ type: "LoadBalancer" }, { annotations: { "example.org/lb-ips": "10.0.0.110" } })],
    [service({ type: "LoadBalancer" }, { annotations: { "example.org/lb-ips": "10.0.0.111" } })],
    {
      before: { addresses: { "10.0.0.110": 'Service "web" of shop' } },
      after: { addresses: { "10.0.0.111": 'Service "web" of shop' } },
    },
  ),
  "role-grew": shop(
    [role([read, { nonResourceURLs: ["/metrics"], verbs: ["get"] }])],
    [
      role([
        { ...read, verbs: ["get", "list"] },
        { apiGroups: [""], resources: ["secrets"], resourceNames: ["web"], verbs: ["get"] },
        { apiGroups: ["apps"], resources: ["*"], verbs: ["*"] },
        { nonResourceURLs: ["/metrics"], verbs: ["get"] },
      ]),
    ],
  ),
  "role-of-a-chart-grew": home(
    { demo: { chart: { makes: [role([read])] } } },
    {
      demo: {
        chart: {
          version: "1.1.0",
          makes: [role([read, { apiGroups: [""], resources: ["nodes"], verbs: ["get"] }])],
        },
      },
    },
  ),
  "binding-grew": shop([binding("ann")], [binding("ann", "bob")]),
  "pod-security-loosened": shop(
    [namespace({ [enforce]: "restricted" })],
    [namespace({ [enforce]: "privileged" })],
  ),
  "pods-need-more": shop([workload()], [workload({ pod: { hostNetwork: true } })]),
  "network-opened": shop(
    [
      policy({
        ingress: [
          {
            from: [fromWeb, { ipBlock: { cidr: "10.0.0.0/16", except: ["10.0.9.0/24"] } }],
            ports: [http],
          },
        ],
      }),
    ],
    [
      policy({
        ingress: [
          { from: [fromWeb, { ipBlock: { cidr: "10.0.1.0/24" } }], ports: [http] },
          { from: [{ namespaceSelector: {} }], ports: [http] },
          { from: [fromWeb], ports: [{ port: 8000, endPort: 8100 }] },
        ],
      }),
    ],
  ),
  "network-policy-removed": shop(
    [workload(), policy({ ingress: [{ from: [fromWeb] }] })],
    [workload()],
  ),
  "project-grew": {
    before: treeOf({
      home: {
        parts: { shop: { objects: [service()] } },
        projects: [project(["https://git.example.org/fleet.git"])],
      },
    }),
    after: treeOf({
      home: {
        parts: { shop: { objects: [service()] } },
        projects: [
          project(["https://git.example.org/fleet.git", "https://charts.example.org/*"], {
            destinations: [{ name: "in-cluster", namespace: "*" }],
            clusterResourceWhitelist: [{ group: "*", kind: "*" }],
          }),
        ],
      },
    }),
  },
  "another-project": {
    before: treeOf({
      home: {
        parts: { shop: { objects: [service()], project: "home-apps" } },
        projects: [project(["https://git.example.org/fleet.git"])],
      },
    }),
    after: treeOf({
      home: {
        parts: { shop: { objects: [service()], project: "anything" } },
        projects: [
          project(["https://git.example.org/fleet.git"]),
          { ...project(["*"]), metadata: { name: "anything", namespace: "argocd" } },
        ],
      },
    }),
  },
  "network-policy-added": shop(
    [workload(), policy({ ingress: [{ from: [fromWeb] }] })],
    [
      workload(),
      policy({ ingress: [{ from: [fromWeb] }] }),
      object("networking.k8s.io/v1", "NetworkPolicy", "all", {
        spec: { podSelector: { matchLabels: { app: "web" } }, ingress: [{ ports: [http] }] },
      }),
    ],
  ),
};
