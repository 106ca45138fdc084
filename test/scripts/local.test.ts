import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { k3d as inContainers } from "../../charts/distributions/k3d.ts";
import { fleet } from "../fleets/house/index.ts";
import { containerSteps } from "../../scripts/bootstrap/steps.ts";
import { createReport } from "../../scripts/tell/report.ts";
import { k3dConfig, localCluster } from "../../scripts/local/config.ts";
import { planOf } from "../support/charts.ts";
import { fleetOf } from "../support/fleet.ts";
import { renderedProject } from "../support/project.ts";
import { Programs } from "./stand-ins/programs.ts";

const programs = new Programs();
const house = renderedProject();

/**
 * As k3d 5 (its docs: usage/commands): what it does not know ends it, as do a name that is taken and one that is not
 * there. Its clusters stand in a file.
 */
const k3d = `
import { existsSync, readFileSync, writeFileSync } from "node:fs";
const file = directory + "/k3d.json";
const clusters = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
// Of the schema k3d.io/v1alpha5, as far as there is a use for them here.
const keys = ("apiVersion kind metadata name servers agents image network subnet token ports port nodeFilters registries create host " +
  "hostPort use config options k3d wait timeout disableLoadbalancer k3s extraArgs arg nodeLabels label kubeconfig updateDefaultKubeconfig " +
  "switchCurrentContext runtime volumes volume env envVar mirrors endpoint localhost http").split(" ");
const save = (all) => writeFileSync(file, JSON.stringify(all));
const fail = (message) => { console.error("FATA[0000] " + message); process.exit(1); };
const [group, verb, ...rest] = process.argv.slice(2);
const asked = [group, verb, ...rest].join(" ");
const find = (name) => clusters.find((one) => one.name === name) ?? fail("No nodes found for given cluster");
if (asked === "cluster list --output json") console.log(JSON.stringify(clusters));
else if (asked === "cluster create --config -") {
  const config = readFileSync(0, "utf8");
  writeFileSync(directory + "/config.yaml", config);
  const strange = [...config.matchAll(/^[ -]*(\\w+):/gm)].map(([, key]) => key).filter((key) => !keys.includes(key));
  if (strange.length > 0) fail("Schema Validation failed for config file -: - Additional property " + strange[0] + " is not allowed");
  const name = /name: (\\S+)/.exec(config)[1];
  if (clusters.some((one) => one.name === name)) fail("Failed to create cluster '" + name + "' because a cluster with that name already exists");
  save([...clusters, { name, serversRunning: 1, serversCount: 1, agentsRunning: 0, agentsCount: 0 }]);
} else if (group === "cluster" && rest.length === 1 && ["start", "stop"].includes(verb)) {
  find(rest[0]).serversRunning = verb === "start" ? 1 : 0;
  save(clusters);
} else if (group === "cluster" && verb === "delete" && rest.length === 1) {
  find(rest[0]);
  save(clusters.filter((one) => one.name !== rest[0]));
} else fail("unknown command: " + asked);
`;

const kubectl = `
import { appendFileSync, existsSync, readFileSync } from "node:fs";
const args = process.argv.slice(2);
const file = directory + "/applied";
const applied = existsSync(file) ? readFileSync(file, "utf8") : "";
if (args.slice(0, 2).join(" ") !== "--context k3d-local") throw new Error("unknown cluster: " + args.join(" "));
if (args.includes("get")) {
  const names = [...applied.matchAll(/kind: Namespace\\nmetadata:\\n  name: (\\S+)/g)].map(([, name]) => name);
  console.log(JSON.stringify({ items: names.map((name) => ({ metadata: { name } })) }));
} else if (args.join(" ").endsWith("apply --server-side --field-manager=argocd-controller --filename -"))
  appendFileSync(file, readFileSync(0, "utf8"));
else throw new Error("unknown arguments: " + args.join(" "));
`;

function local(...args: readonly string[]) {
  const argv = [...process.execArgv, "scripts/commands/local.ts", ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: house,
    encoding: "utf8",
    env: programs.environment(),
  });
  // How long a step took is of no interest here.
  return { status, stdout: stdout.replace(/ \(\d+\.\d s\)/g, ""), stderr };
}

const access = `argocd.localhost     https://argocd.localhost:8443
portfolio.localhost  https://portfolio.localhost:8443
scanner.localhost    https://scanner.localhost:8443
argocd               http://localhost:8080             with: npm run forward -- start local
registry             localhost:5001                    docker push localhost:5001/<name>:<tag>`;

beforeAll(() => {
  programs.add("k3d", k3d);
  programs.add("kubectl", kubectl);
  programs.add("docker", `if (process.argv[2] !== "version") process.exit(1);`);
});

afterAll(() => programs.remove());

describe("npm run local", () => {
  it("says what it would run, and runs nothing", () => {
    const { status, stdout } = local("--dry-run");

    expect(status).toBe(0);
    expect(stdout).toContain("here               containers can be started (as it is)");
    expect(stdout).toContain("here               $ k3d cluster create --config -");
    expect(stdout).toMatch(/\$ kubectl --context k3d-local .*apply --server-side .* --filename -/);
    expect(local("status").stdout).toBe("local is absent\n");
  });

  it("makes a cluster with its namespaces, and says where it answers", () => {
    const { status, stdout, stderr } = local("up");

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toBe(
      [
        "here               containers can be started (as it is)",
        "here               cluster local runs",
        "here               namespaces argocd, cert-manager, staging, traefik are there",
        "",
        "kubectl --context k3d-local",
        access,
        "now: npm run bootstrap -- local",
        "",
      ].join("\n"),
    );
    expect(readFileSync(join(programs.directory, "config.yaml"), "utf8")).toBe(
      [
        "apiVersion: k3d.io/v1alpha5",
        "kind: Simple",
        "metadata:",
        "  name: local",
        "servers: 1",
        "agents: 0",
        "image: docker.io/rancher/k3s:v1.36.2-k3s1",
        'subnet: "172.30.0.0/16"',
        "ports:",
        '  - port: "8081:80"',
        "    nodeFilters:",
        "      - loadbalancer",
        '  - port: "8443:443"',
        "    nodeFilters:",
        "      - loadbalancer",
        "registries:",
        "  create:",
        "    name: local-registry.localhost",
        '    hostPort: "5001"',
        "  config: |",
        "    mirrors:",
        "      localhost:5001:",
        "        endpoint:",
        "          - http://local-registry.localhost:5000",
        "options:",
        "  k3d:",
        "    wait: true",
        "    timeout: 300s",
        "  k3s:",
        "    extraArgs:",
        '      - arg: "--disable=traefik"',
        "        nodeFilters:",
        '          - "server:*"',
        '      - arg: "--cluster-cidr=10.48.0.0/16"',
        "        nodeFilters:",
        '          - "server:*"',
        '      - arg: "--service-cidr=10.49.0.0/16"',
        "        nodeFilters:",
        '          - "server:*"',
        "  kubeconfig:",
        "    updateDefaultKubeconfig: true",
        "    switchCurrentContext: false",
        "",
      ].join("\n"),
    );
  });

  it("changes nothing when it is there, and starts it when it is stopped", () => {
    expect(local().stdout).toContain("cluster local runs (as it is)");
    expect(local("status").stdout).toBe(`local is running\n${access}\n`);
    expect(local("down", "--keep").stdout).toBe("here               cluster local is stopped\n");
    expect(local("status").stdout).toBe("local is stopped\n");
    expect(local("--dry-run").stdout).toContain("$ k3d cluster start local");
    expect(local("up").status).toBe(0);
    expect(local("status").stdout).toContain("local is running");
  });

  it("deletes it", () => {
    expect(local("down").stdout).toBe("here               cluster local is absent\n");
    expect(local("down").stdout).toBe("here               cluster local is absent (as it is)\n");
  });

  it("says what is missing", () => {
    programs.add(
      "k3d",
      `console.error("FATA[0000] failed to get node for cluster: docker is not running"); process.exit(1);`,
    );
    expect(local("status").stderr).toBe(
      'local: "k3d cluster list --output json" fails: FATA[0000] failed to get node for cluster: docker is not running; does docker run?\n1 problem\n',
    );
    expect(local("upp").stderr).toMatch(
      /^"upp" is none of up, down, status; did you mean "up"\?\n\n/,
    );
  });
});

describe("a cluster in containers", () => {
  it("needs its ports in the data", () => {
    const kubernetes = {
      distribution: inContainers,
      version: "v1.36.2+k3s1",
      bundled: [],
    } as const;
    expect(() => localCluster(fleetOf({ cluster: { kubernetes } }))).toThrow(
      "home: has distribution k3d and no runtime; say which ports it publishes",
    );
    expect(() => localCluster(fleetOf())).toThrow(
      "local: no cluster of the fleet runs in k3d; use a cluster with distribution k3d",
    );
  });

  it("looks for images where its data says", () => {
    const found = localCluster(fleet);
    const mirrors = { "docker.io": "https://mirror.example", "team.example": "registry" } as const;
    const config = k3dConfig({ ...found, runtime: { ...found.runtime, mirrors } });
    const { registries } = config as { registries: { config: string } };
    const own = { endpoint: ["http://local-registry.localhost:5000"] };
    expect(load(registries.config)).toEqual({
      mirrors: {
        "localhost:5001": own,
        "docker.io": { endpoint: ["https://mirror.example"] },
        "team.example": own,
      },
    });
  });

  it("is bootstrapped from the inside alone", () => {
    const kubernetes = {
      distribution: inContainers,
      version: "v1.36.2+k3s1",
      bundled: ["flannel"],
    } as const;
    const secretsFromBootstrap = { "argocd/argocd-redis": ["auth"] };
    const home = fleetOf({ cluster: { kubernetes, secretsFromBootstrap } });
    const plan = planOf(home.clusters[0]!);
    const { signal } = new AbortController();
    const steps = containerSteps({
      signal,
      report: createReport(true, false),
      fleet: home,
      plan,
      given: {},
    });

    expect(steps.map((step) => `${step.host}: ${step.name}`)).toEqual([
      "here: home: the git server has its objects",
      "here: home: its nodes are Ready, pods can talk",
      "here: home: has Secret argocd/argocd-redis",
      "here: home: Argo CD has its root Application",
      "here: home: every Application is Synced and Healthy",
    ]);
    expect(steps.at(1)!.look).toBe("kubectl --context k3d-home describe nodes");
  });

  it("has its node where k3d puts it: the first address behind the gateway is k3d's own", () => {
    const { cluster } = localCluster(fleet);
    expect(k3dConfig(localCluster(fleet))).toHaveProperty("subnet", "172.30.0.0/16");
    expect(cluster.endpoint).toBe("172.30.0.3");
  });
});
