import { k3s } from "../../../charts/distributions.ts";
import { app, cronJob, job, valkey, workload } from "../../../charts/workload.ts";
import { defineComponent } from "../../../lib/model/component.ts";
import type { Fleet } from "../../../lib/model/cluster.ts";
import type { Scope } from "../../../lib/model/scope.ts";
import { fleetOf, node } from "../../support/fleet.ts";

/** Where Service "echo" is on the network of the house. */
export const echoAddress = "10.0.0.115";
export const agentNode = { name: "home-2", address: "10.0.0.12" };
export const databaseName = "cache";
export const tools = "registry.test/tools";

const size = "100Mi";
const small = {
  requests: { cpu: "10m", memory: "16Mi" },
  limits: { memory: "64Mi" },
  // The shells of these images end by no signal.
  stopSeconds: 1,
} as const;

/** A server and an agent, with an app of each form; `version` is the tag of their images. */
export function houseOf(version: string): Fleet {
  const image = `${tools}:${version}`;
  return fleetOf({
    cluster: {
      kubernetes: {
        distribution: k3s,
        version: "v1.36.1+k3s1",
        bundled: ["coredns", "flannel", "local-storage"],
      },
      // Of the API server, which is on no node here.
      endpoint: "10.0.0.9",
      nodes: [
        node("home-1", "10.0.0.11", "control-plane"),
        node(agentNode.name, agentNode.address),
      ],
      ingress: undefined,
      secretsFromBootstrap: {
        "web/token": ["value"],
        "keeper/token": ["value"],
        "cache/cache": ["password"],
      },
      components: [
        balancer({ image }),
        workload("web", (scope) => web(scope, image)),
        workload("keeper", (scope) => keeper(scope, image)),
        workload("members", (scope) => members(scope, image)),
        workload("echo", (scope) => echo(scope, image)),
        workload("cache", (scope) => cache(scope, image)),
        workload("chores", (scope) => chores(scope, image)),
        workload("agent", (scope) => agent(scope, image)),
      ],
    },
  });
}

/** Gives addresses to Services: a stand-in does it as long as its pod runs, an app without a port. */
const balancer = defineComponent({
  name: "balancer",
  layer: "networking",
  namespace: "balancer",
  provides: { "load-balancer": { addresses: { annotation: "house.test/address" } } },
  objects(scope: Scope, { image }: { readonly image: string }) {
    app(scope, { name: "balancer", image, command: ["sleep", "infinity"], ...small });
  },
});

function token(scope: Scope): { readonly secret: string; readonly key: string } {
  return { secret: scope.secret({ name: "token", keys: ["value"] }).name, key: "value" };
}

/** Two replicas on two nodes; a page out of a file, and one that an init container writes and a sidecar serves. */
function web(scope: Scope, image: string): void {
  app(scope, {
    name: "web",
    image,
    command: ["httpd", "-f", "-p", "8080", "-h", "/www"],
    port: 8080,
    critical: true,
    files: { "/www/index.html": "the page\n" },
    environment: { GREETING: "hello $(NAME)", NAME: "house" },
    secrets: { TOKEN: token(scope) },
    secretFiles: { "/run/token": token(scope) },
    supplementaryGroups: [4000],
    volumes: { pages: { emptyDir: {} } },
    init: {
      writer: {
        image,
        command: ["sh", "-c", "echo written >/pages/index.html"],
        mounts: { pages: "/pages" },
      },
    },
    sidecars: {
      pages: {
        image,
        command: ["httpd", "-f", "-p", "8081", "-h", "/pages"],
        ports: { pages: 8081 },
        mounts: { pages: { path: "/pages", readOnly: true } },
      },
    },
    ...small,
  });
}

/** A busy computer takes its time to ask. */
const isAlive = { exec: ["test", "-e", "/tmp/alive"], timeoutSeconds: 20 };

/** Each pod adds its name to a file of the claim. It lives as long as its file of life is there. */
function keeper(scope: Scope, image: string): void {
  const script = "touch /tmp/alive; hostname >>/data/index.html; exec httpd -f -p 8080 -h /data";
  app(scope, {
    name: "keeper",
    image,
    command: ["sh", "-c", script],
    port: 8080,
    secrets: { TOKEN: token(scope) },
    volumes: { data: { path: "/data", size } },
    probes: { liveness: { ...isAlive, periodSeconds: 1, failureThreshold: 1 } },
    ...small,
  });
}

/** Two replicas with a claim each. */
function members(scope: Scope, image: string): void {
  const script = "hostname >>/data/index.html; exec httpd -f -p 8080 -h /data";
  app(scope, {
    name: "members",
    image,
    command: ["sh", "-c", script],
    port: 8080,
    replicas: 2,
    volumes: { data: { path: "/data", size, perReplica: true } },
    ...small,
  });
}

/** TCP and UDP at a fixed address of the house. */
function echo(scope: Scope, image: string): void {
  app(scope, {
    name: "echo",
    image,
    command: ["probe", "echo", "7000"],
    ports: { tcp: 7000, udp: { port: 7000, protocol: "UDP" } },
    services: { "echo-house": { type: "LoadBalancer", address: echoAddress } },
    ...small,
  });
}

/** A database with a password and a volume, and an app that is given both its place and its password. */
function cache(scope: Scope, image: string): void {
  const { stopSeconds, ...amounts } = small;
  const database = valkey(scope, { name: databaseName, size, ...amounts });
  app(scope, {
    name: "client",
    image,
    command: ["sleep", "infinity"],
    databases: [database],
    stopSeconds,
    ...amounts,
  });
}

/** One that runs every minute, on a volume of its own, and one that runs once. */
function chores(scope: Scope, image: string): void {
  cronJob(scope, {
    name: "minutely",
    image,
    schedule: "* * * * *",
    command: ["sh", "-c", "date >>/data/log"],
    volumes: { data: { path: "/data", size } },
    ...small,
  });
  job(scope, { name: "once", image, command: ["true"], ...small });
}

/** On the network of one node, which its namespace has to allow. */
function agent(scope: Scope, image: string): void {
  app(scope, {
    name: "agent",
    image,
    command: ["httpd", "-f", "-p", "9100", "-h", "/www"],
    port: 9100,
    files: { "/www/index.html": "the node\n" },
    nodes: [agentNode.name],
    privileges: { hostNetwork: "serves what the node is asked for" },
    ...small,
  });
}
