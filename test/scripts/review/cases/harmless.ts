import { configMap, object, policy, role, service, workload } from "../objects.ts";
import { home, shop } from "../shop.ts";

const versioned = (version: string) => ({ labels: { "helm.sh/chart": `demo-${version}` } });
const text = (level: string): string =>
  `server:\n  port: 80\n  host: a\n  name: b\nlog:\n  level: ${level}\n  format: json\n`;
const ports = [
  { name: "http", port: 80 },
  { name: "https", port: 443 },
];
const [http, https] = ports;

export const harmless = {
  "harmless-files-move": home(
    { shop: { objects: [workload()], layer: "platform" } },
    { shop: { objects: [workload()], layer: "apps" } },
  ),
  "harmless-labels-of-a-version": home(
    { demo: { chart: { version: "1.0.0", makes: [service({}, versioned("1.0.0"))] } } },
    { demo: { chart: { version: "1.0.1", makes: [service({}, versioned("1.0.1"))] } } },
  ),
  "harmless-patch-of-an-image": shop(
    [workload()],
    [workload({ image: "ghcr.io/house/web:1.2.4" })],
  ),
  "harmless-defaults-written-out": shop(
    [workload({ container: { resources: { limits: { cpu: "1000m" } } } })],
    [
      workload({
        container: { imagePullPolicy: "IfNotPresent", resources: { limits: { cpu: "1" } } },
        pod: { dnsPolicy: "ClusterFirst" },
      }),
    ],
  ),
  "harmless-image-of-a-paused-deployment": shop(
    [workload({ spec: { paused: true } })],
    [workload({ image: "ghcr.io/house/web:1.2.4", spec: { paused: true } })],
  ),
  "harmless-another-replica": shop([workload()], [workload({ spec: { replicas: 3 } })]),
  "harmless-text-of-a-config": shop(
    [configMap({ "app.yaml": text("info") })],
    [configMap({ "app.yaml": text("debug") })],
  ),
  "harmless-new-application": home(
    { shop: { objects: [workload()] } },
    { shop: { objects: [workload()] }, blog: { objects: [service(), configMap({})] } },
  ),
  "harmless-another-order-of-keys": shop(
    [service({ ports: [http, https] })],
    [service({ ports: [https, http] })],
  ),
  "harmless-less-rights": shop(
    [role([{ apiGroups: ["*"], resources: ["*"], verbs: ["get", "list"] }])],
    [
      role([
        { apiGroups: [""], resources: ["pods"], verbs: ["get"] },
        {
          apiGroups: ["apps"],
          resources: ["deployments/scale"],
          resourceNames: ["web"],
          verbs: ["list"],
        },
      ]),
    ],
  ),
  "harmless-less-open": shop(
    [
      policy({
        ingress: [
          {
            from: [{ ipBlock: { cidr: "10.0.0.0/8" } }, { podSelector: {} }],
            ports: [{ port: 8000, endPort: 8100 }],
          },
        ],
      }),
    ],
    [
      policy({
        ingress: [
          {
            from: [{ ipBlock: { cidr: "10.1.0.0/16", except: ["10.1.2.0/24"] } }],
            ports: [{ port: 8080 }],
          },
          { from: [{ podSelector: { matchLabels: { app: "web" } } }], ports: [{ port: 8000 }] },
        ],
      }),
    ],
  ),
  "harmless-pin": home(
    { shop: { objects: [workload()], pin: "pin/home/shop/0123456789abcdef" } },
    { shop: { objects: [workload()], pin: "pin/home/shop/fedcba9876543210" } },
  ),
  "harmless-record-written-anew": home(
    { demo: { chart: { inputs: "1", makes: [service()] } } },
    { demo: { chart: { inputs: "2", makes: [service()] } } },
  ),
  "harmless-policy-beside-another": shop(
    [
      workload(),
      policy({ ingress: [] }),
      object("networking.k8s.io/v1", "NetworkPolicy", "all", { spec: { podSelector: {} } }),
    ],
    [
      workload(),
      object("networking.k8s.io/v1", "NetworkPolicy", "all", { spec: { podSelector: {} } }),
    ],
  ),
  "harmless-record-of-before": home(
    {
      demo: {
        chart: {
          inputs: "1",
          makes: [
            {
              apiVersion: "rbac.authorization.k8s.io/v1",
              kind: "ClusterRole",
              metadata: { name: "demo" },
            },
            workload(),
          ],
        },
      },
    },
    {
      demo: {
        chart: {
          inputs: "1",
          pods: { "apps/Deployment/shop/web": "1" },
          makes: [role([{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }], "demo"), workload()],
        },
      },
    },
  ),
};
