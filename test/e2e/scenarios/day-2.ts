import { setTimeout as sleep } from "node:timers/promises";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { FleetError } from "../../../lib/problem.ts";
import { changeFleet } from "../change.ts";
import { Commands } from "../day-2/commands.ts";
import { refreshOnDemand } from "../day-2/external-secrets.ts";
import type { House } from "../day-2/house.ts";
import { startHouse } from "../day-2/house.ts";
import type { Environment, TestCluster } from "../environment.ts";
import { settled } from "../settle.ts";
import { buildTools } from "../tools.ts";
import { until } from "../wait.ts";
import type { Context, Scenario } from "./scenario.ts";
import { filesOf } from "../plans.ts";

const cluster = "management";

/** How long Argo CD and its stand-ins may take until something broken shows, on a computer with much else to do. */
const patienceSeconds = 240;

/** What an operator does on another day than the first, with things that break. */
export const day2: Scenario = {
  name: "day-2",
  seconds: 180,
  needsNamespaces: true,
  isLong: true,
  shows: "forward, health, debug and secret say what is so, and what is broken on purpose",

  async run(context) {
    const { fleet, say } = context;
    const environment = await context.start({ clusters: [cluster] });
    const house = await startHouse(environment, fleet, cluster);
    try {
      const { world } = environment.clusters.get(cluster)!;
      refreshOnDemand(world, house.vault);
      await environment.origin.commit(filesOf(fleet), "install");
      await environment.origin.publish();
      await environment.applyRoots(cluster);
      await settled(environment, 600);
      const commands = new Commands(environment, await buildTools(say), {
        NODE_EXTRA_CA_CERTS: house.authority,
        VAULT_CACERT: house.authority,
        VAULT_TOKEN: house.token,
      });
      const day = new Day(context, environment, house, commands);
      await day.forwards();
      await day.secrets();
      await day.health();
      await day.pins();
      await day.breakages();
    } finally {
      house.stop();
    }
  },
};

class Day {
  readonly #context: Context;
  readonly #environment: Environment;
  readonly #house: House;
  readonly #commands: Commands;
  readonly #home: TestCluster;

  constructor(context: Context, environment: Environment, house: House, commands: Commands) {
    this.#context = context;
    this.#environment = environment;
    this.#house = house;
    this.#commands = commands;
    this.#home = environment.clusters.get(cluster)!;
  }

  /** kubectl's own forwards, through the API server and a kubelet to what the pod would be. */
  async forwards(): Promise<void> {
    const commands = this.#commands;
    const open = [/open +management\/argocd +http:\/\/localhost:8080/, /open +management\/loki/];
    await commands.expect("forward start", 0, open);
    await requireAnswer("http://localhost:8080/healthz");
    const { forwards } = JSON.parse(
      (await commands.run("forward status --json")).output.split("\n")[0]!,
    ) as {
      forwards: { kubectl: { pid: number }; forward: { name: string } }[];
    };
    process.kill(forwards.find(({ forward }) => forward.name === "argocd")!.kubectl.pid, "SIGKILL");
    await until(
      "a forward that comes back",
      async () => {
        const { output } = await commands.run("forward status management");
        return /open +management\/argocd .* started 2 times/.test(output);
      },
      30,
    );
    await requireAnswer("http://localhost:8080/healthz");
    await commands.expect("forward stop", 0, ["management: stopped"]);
    await commands.expect("forward status", 0, ['no forward runs; "npm run forward" starts them']);
    this.#context.say("forward: five Services, one killed and back by itself");
  }

  /** A Secret that Vault does not hold yet, and one that the bootstrap made. */
  async secrets(): Promise<void> {
    const commands = this.#commands;
    const { kube } = this.#home;
    const path = `${cluster}/monitoring/grafana-admin`;
    await commands.expect("secret list management", 1, [
      "management: policy kubernetes-management is not there",
      new RegExp(`${path} .*absent +in the cluster: complete`),
      `lack values; give them with: npm run secret -- set`,
    ]);
    const access = "management: Vault lets it read what is its own";
    await commands.expect("secret vault management", 0, [access]);
    await commands.expect("secret list management", 1, [access]);
    await kube.apply("/apis/apps/v1/namespaces/monitoring/deployments/reader", reader);
    const before = await this.#podsOf("reader");
    const values = { "admin-user": "admin", "admin-password": "a new password" };
    const output = await commands.expect(
      `secret set ${path}`,
      0,
      [
        "admin-user, admin-password written to Vault secret/management/monitoring/grafana-admin",
        "restarted deployment/prometheus-grafana, deployment/reader",
      ],
      JSON.stringify(values),
    );
    if (output.includes(values["admin-password"])) throw problem("secret set", "prints a value");
    const secret = await kube.get("/api/v1/namespaces/monitoring/secrets/grafana-admin");
    const held = Buffer.from(secret!["data"]["admin-password"] as string, "base64").toString();
    if (held !== values["admin-password"])
      throw problem("secret set", `the cluster holds "${held}"`);
    const after = await this.#podsOf("reader");
    if (after.some((name) => before.includes(name)))
      throw problem("secret set", "a reader was not restarted");
    await commands.expect(`secret rotate grafana-admin --generate admin-password`, 0, [
      "admin-password written",
    ]);
    const kept = this.#house.vault.kept.get(path)!;
    if (kept["admin-user"] !== "admin" || kept["admin-password"] === held)
      throw problem("secret rotate", "did not change the one key alone");
    await commands.expect("secret rotate management/argocd/argocd-redis --generate auth", 0, [
      "auth written to the cluster",
    ]);
    await commands.expect("secret set grafana-admn", 1, [
      'secret: "grafana-admn" is no Secret of the fleet; did you mean "grafana-admin"?',
    ]);
    await kube.delete("/apis/apps/v1/namespaces/monitoring/deployments/reader");
    this.#context.say("secret: set and rotated, in Vault and in the cluster, its reader restarted");
  }

  async health(): Promise<void> {
    const commands = this.#commands;
    // Argo CD's own workloads start anew with the password of their Redis.
    await settled(this.#environment, 120);
    const good = [
      "good     nodes: 3 nodes",
      /good {5}Applications: \d+ Applications/,
      "good     probes: 2 address",
      "all is well",
    ];
    await commands.expect("health management --report", 0, [...good, "written to "]);
    const report = readdirSync(commands.directory).find((name) => /^health-.*\.txt$/.test(name))!;
    if (!readFileSync(join(commands.directory, report), "utf8").includes("all is well"))
      throw problem("health --report", "has no summary");
    const { output } = await commands.run("health management --json");
    const { summary } = JSON.parse(output.split("\n")[0]!) as { summary: string };
    if (summary !== "all is well") throw problem("health --json", summary);
    await commands.expect("debug management/loki", 0, [
      "management-loki is Synced, Healthy",
      "nothing is wrong with it",
    ]);
    await commands.expect("debug management", 0, [
      "management-root is Synced, Healthy",
      "nothing is wrong with it",
    ]);
    this.#context.say("health and debug: all is well");
  }

  /** The branch without its pins, and what stands behind it. */
  async pins(): Promise<void> {
    const commands = this.#commands;
    const { fleet } = this.#context;
    const { origin } = this.#environment;
    const changed = changeFleet(fleet, {
      [cluster]: { metallb: { mark: "1" }, traefik: { mark: "1" } },
    });
    await origin.commit(filesOf(changed), "without its pins");
    await origin.pushBranch();
    await this.#environment.refresh();
    await this.#says(
      "debug management/metallb-config",
      /likely cause: its pin pin\/management\/metallb-config\/\w+ is not on the git server/,
    );
    await commands.expect("debug management/metallb-config", 1, ["next:\n  npm run publish\n"]);
    await commands.expect("debug management/traefik-config", 1, [
      /likely cause: it stands in wave \d, and wave \d is not done: metallb-config holds it up/,
      "npm run debug -- management/metallb-config",
    ]);
    await commands.expect("health management", 1, [
      /error: Application management-metallb-config .*pin\/management/,
    ]);
    await origin.publish();
    await this.#environment.refresh();
    await settled(this.#environment, 600, changed);
    this.#context.say("debug: a pin that was not pushed, and whom it holds up");
  }

  /** One thing after the other breaks and is mended. */
  async breakages(): Promise<void> {
    const { standIns, kube } = this.#home;
    const commands = this.#commands;
    const mend = standIns.fail(
      ({ kind, metadata }) => kind === "Pod" && metadata.name.startsWith("loki-"),
    );
    const restarted = { spec: { template: { metadata: { annotations: { restarted: "now" } } } } };
    await kube.patch("/apis/apps/v1/namespaces/monitoring/statefulsets/loki", restarted);
    await this.#says(
      "debug management/loki",
      /likely cause: pod monitoring\/loki-\S+ cannot pull its image/,
    );
    await commands.expect("health management", 1, [
      /error: Pod monitoring\/loki-\S+ container loki waits: ImagePullBackOff/,
    ]);
    mend();
    const isWildcard = ({
      kind,
      metadata,
    }: {
      kind: string;
      metadata: { name: string };
    }): boolean => kind === "Certificate" && metadata.name === "wildcard";
    const reissue = standIns.fail(isWildcard);
    await this.#says(
      "debug management/traefik-config",
      "likely cause: certificate traefik/wildcard is not ready",
    );
    reissue();
    const release = standIns.hold(
      ({ kind, metadata }) => kind === "Service" && metadata.name === "traefik",
    );
    const service = "/api/v1/namespaces/traefik/services/traefik";
    const { status } = (await kube.get(service))!;
    await kube.patch(`${service}/status`, { status: { loadBalancer: { ingress: null } } });
    await this.#says(
      "debug management/traefik",
      "likely cause: Service traefik/traefik gets no address: the load balancer does not run, or has none left (the cluster gives 192.168.1.100-192.168.1.115)",
    );
    await kube.patch(`${service}/status`, { status });
    release();
    this.#house.closeIngress();
    await commands.expect("health management", 1, [
      "https://grafana.mathiaswouters.com/api/health is refused: nothing listens there",
    ]);
    this.#context.say("debug: an image, a certificate, an address; health: what does not answer");
  }

  async #says(line: string, text: string | RegExp): Promise<void> {
    let last = "";
    const isSaid = async (): Promise<boolean> => {
      last = (await this.#commands.run(line)).output;
      return typeof text === "string" ? last.includes(text) : text.test(last);
    };
    try {
      await until(line, isSaid, patienceSeconds);
    } catch {
      throw problem(line, `does not say ${String(text)}:`, last);
    }
  }

  async #podsOf(app: string): Promise<string[]> {
    const path = `/api/v1/namespaces/monitoring/pods?labelSelector=app%3D${app}`;
    for (;;) {
      const pods = await this.#home.kube.list(path);
      const living = pods.filter(({ metadata }) => !metadata.deletionTimestamp);
      if (living.length > 0) return living.map(({ metadata }) => metadata.name);
      await sleep(200);
    }
  }
}

function problem(place: string, message: string, said?: string): FleetError {
  return new FleetError([{ place, message, ...(said !== undefined && { said }) }]);
}

async function requireAnswer(url: string): Promise<void> {
  const answer = await fetch(url);
  if (!answer.ok) throw problem(url, `answers ${answer.status}`);
}

/** Reads the Secret of Grafana as Grafana would. */
const reader = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "reader", namespace: "monitoring" },
  spec: {
    selector: { matchLabels: { app: "reader" } },
    template: {
      metadata: { labels: { app: "reader" } },
      spec: {
        containers: [
          {
            name: "reader",
            image: "stand-in.test/reader:1",
            envFrom: [{ secretRef: { name: "grafana-admin" } }],
          },
        ],
      },
    },
  },
};
