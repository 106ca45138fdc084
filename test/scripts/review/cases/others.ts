import { configMap, definition, object, role, service, workload } from "../objects.ts";
import { home, shop } from "../shop.ts";
import type { Room } from "../../../../lib/review/support/room.ts";
import { treeOf } from "../trees.ts";

const reading = workload({ container: { envFrom: [{ secretRef: { name: "web" } }] } });
const ingress = (host: string): object =>
  object("networking.k8s.io/v1", "Ingress", "web", {
    spec: { rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix" }] } }] },
  });
const v1 = { name: "v1", served: true, storage: true };
const versioned = (version: string) => ({
  labels: { "helm.sh/chart": `demo-${version}`, "app.kubernetes.io/version": version },
});
const chartOf = (version: string, image: string, values: object) => ({
  demo: {
    chart: {
      version,
      values,
      pods: { "apps/Deployment/shop/demo": version },
      makes: [
        workload({ name: "demo", image, metadata: versioned(version) }),
        service({}, versioned(version)),
        role([{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }]),
        definition(v1),
      ],
    },
  },
});
const agent = (image: string): object =>
  workload({
    kind: "DaemonSet",
    name: "agent",
    image,
    spec: { updateStrategy: { rollingUpdate: { maxUnavailable: "50%" } } },
  });

/** Three nodes of 4 cores and 8 GiB, of which an Application has some pods. */
const roomOf = (pods: number, fits: boolean): Room => {
  const takes = { cpu: pods * 2500, memory: pods * 2 ** 30 };
  return {
    wanted: takes,
    has: { cpu: 12000, memory: 24 * 2 ** 30 },
    without: { node: "home-1", cpu: 8000, memory: 16 * 2 ** 30, fits },
    takers: { shop: { pods, ...takes } },
  };
};

export const others = {
  "secret-gone": shop([reading, configMap({})], [reading], {
    before: { secrets: { "shop/web": 'ExternalSecret "web" of shop' } },
  }),
  "secret-made-otherwise": shop([reading], [reading, configMap({})], {
    before: { secrets: { "shop/web": 'SealedSecret "web" of shop' } },
    after: { secrets: { "shop/web": 'ExternalSecret "web" of shop' } },
  }),
  "secret-values-stay-hidden": shop(
    [
      object("v1", "Secret", "web", { stringData: { key: "first-value", same: "kept-value" } }),
      configMap({ url: "https://me:hunter22@git.example.org" }),
    ],
    [
      object("v1", "Secret", "web", {
        stringData: { key: "second-value", same: "kept-value", more: "third-value" },
      }),
      configMap({ url: "https://git.example.org" }),
    ],
  ),
  "image-of-another-registry": shop(
    [workload()],
    [workload({ image: "docker.io/stranger/web:1.2.3" })],
  ),
  "image-of-another-major": shop(
    [workload({ image: `ghcr.io/house/web:1.2.3@sha256:${"a".repeat(64)}` })],
    [workload({ image: "ghcr.io/house/web:2.0.0" })],
  ),
  "image-of-before": shop([workload()], [workload({ image: "ghcr.io/house/web:1.1.0" })]),
  "chart-of-another-major": home(
    chartOf("1.4.0", "ghcr.io/demo/demo:1.4.0", { replicas: 1, extra: [{ name: "a", value: 1 }] }),
    chartOf("2.0.0", "ghcr.io/demo/demo:2.0.0", {
      replicas: 2,
      extra: [
        { name: "a", value: 2 },
        { name: "b", value: 1 },
      ],
    }),
  ),
  "daemon-set-restarts": shop(
    [agent("ghcr.io/house/agent:1.0.0")],
    [agent("ghcr.io/house/agent:1.0.1")],
  ),
  "deployment-is-recreated": shop(
    [workload({ spec: { strategy: { type: "Recreate" } } })],
    [workload({ spec: { strategy: { type: "Recreate" } }, container: { args: ["--verbose"] } })],
  ),
  "checksum-of-a-chart": home(
    {
      demo: {
        chart: {
          values: { level: "info" },
          pods: { "apps/Deployment/shop/web": "1" },
          makes: [workload()],
        },
      },
    },
    {
      demo: {
        chart: {
          values: { level: "debug" },
          pods: { "apps/Deployment/shop/web": "2" },
          makes: [workload()],
        },
      },
    },
  ),
  "scaled-to-none": shop([workload()], [workload({ spec: { replicas: 0 } })]),
  "order-changes": home(
    {
      shop: { objects: [configMap({ a: "1" })], wave: 2 },
      store: { objects: [service()], wave: 2 },
    },
    {
      shop: { objects: [configMap({ a: "1" })], wave: 3 },
      store: { objects: [service()], wave: 2 },
    },
    {
      before: { needs: { shop: { network: "its pods need a network" }, store: {} } },
      after: {
        needs: { shop: { store: 'ConfigMap "settings": it names a Secret of it' }, store: {} },
      },
    },
  ),
  "host-changes": shop([ingress("a.example.org")], [ingress("b.example.org")], {
    before: { hosts: { "a.example.org": "shop" } },
    after: { hosts: { "b.example.org": "shop" } },
  }),
  "ports-change": shop(
    [service({ type: "LoadBalancer" }), workload({ kind: "DaemonSet", name: "agent" })],
    [
      service({ type: "LoadBalancer", ports: [{ name: "https", port: 443, targetPort: "https" }] }),
      workload({
        kind: "DaemonSet",
        name: "agent",
        container: { ports: [{ containerPort: 53, hostPort: 53, protocol: "UDP" }] },
      }),
    ],
  ),
  "delivered-otherwise": home(
    { demo: { chart: { makes: [workload({ metadata: versioned("1.0.0") })] } } },
    {
      demo: {
        objects: [workload({ metadata: versioned("1.0.0"), container: { args: ["--all"] } })],
      },
    },
  ),
  "clusters-come-and-go": {
    before: treeOf({ attic: { parts: { shop: { objects: [service()] } } } }),
    after: treeOf({ cellar: { parts: { shop: { objects: [service()] } } } }),
  },
  "alike-in-two-clusters": {
    before: treeOf({
      attic: { parts: { shop: { objects: [workload()] } } },
      cellar: { parts: { shop: { objects: [workload()] } } },
    }),
    after: treeOf({
      attic: { parts: { shop: { objects: [workload({ spec: { replicas: 3 } })] } } },
      cellar: { parts: { shop: { objects: [workload({ spec: { replicas: 3 } })] } } },
    }),
  },
  "an-older-strata-before": {
    before: treeOf({ home: { parts: { shop: { objects: [workload()] } }, isOld: true } }),
    after: treeOf({
      home: { parts: { shop: { objects: [workload({ spec: { replicas: 3 } })] } } },
    }),
  },
  "room-gets-less": shop([workload()], [workload({ spec: { replicas: 3 } })], {
    before: { room: roomOf(2, true) },
    after: { room: roomOf(3, false) },
  }),
};
