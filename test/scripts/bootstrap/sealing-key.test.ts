import { spawnSync } from "node:child_process";
import { createPrivateKey } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { seal, sealingKey } from "../../../scripts/secret/seal.ts";
import { isOnPath } from "../../e2e/prerequisites.ts";
import { copySources } from "../../support/packages.ts";
import { unseal } from "../../support/unseal.ts";
import { Programs } from "../stand-ins/programs.ts";

/** As kubectl on a cluster that keeps Secrets in a file; what it was called with is written down. */
const kubectl = `
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
const file = directory + "/cluster.json";
const secrets = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : [];
const args = process.argv.slice(2);
appendFileSync(directory + "/calls", args.join(" ") + "\\n");
const asked = args.slice(args.indexOf("--request-timeout=30s") + 1);
if (asked[0] === "apply") {
  const { items } = JSON.parse(readFileSync(0, "utf8"));
  const fresh = items.filter(({ kind }) => kind === "Secret");
  const kept = secrets.filter((one) => !fresh.some(({ metadata }) => metadata.name === one.metadata.name));
  writeFileSync(file, JSON.stringify([...kept, ...fresh]));
  if (existsSync(directory + "/kill")) process.kill(Number(readFileSync(directory + "/kill", "utf8")), "SIGKILL");
} else if (asked[1] === "secrets") {
  const [, label, value] = asked.join(" ").match(/--selector=([^=]+)=(\\S+)/);
  const items = secrets.filter(({ metadata }) => metadata.labels?.[label] === value);
  console.log(JSON.stringify({ items }));
} else if (asked[1] === "deployment") {
  if (existsSync(directory + "/running")) console.log("{}");
  else { console.error("Error from server (NotFound): deployments.apps not found"); process.exit(1); }
} else if (asked[0] !== "rollout") throw new Error("unknown arguments: " + args.join(" "));
`;

/** The steps alone, as a command. */
const command = `
import { writeFileSync } from "node:fs";
import { fleet } from "./clusters/index.ts";
import { planOne } from "./scripts/run/plan.ts";
import { Kubectl } from "./scripts/kube/kubectl.ts";
import { sealingKeySteps } from "./scripts/bootstrap/sealing-key-steps.ts";
import { defineCommand, runCommand } from "./scripts/run/command.ts";
import { runSteps } from "./scripts/run/steps.ts";
const cluster = fleet.clusters.find(({ name }) => name === "edge")!;
const usage = defineCommand({
  command: "steps",
  forms: {},
  options: { kill: { type: "string", means: "" } },
  examples: [],
});
await runCommand(usage, async ({ ssh, report, signal, isDryRun, values }) => {
  if (values.kill) writeFileSync(values.kill, String(process.pid));
  const steps = sealingKeySteps(new Kubectl(cluster, signal), await planOne(cluster), report, signal);
  await runSteps(steps, { ssh, report, signal, isDryRun });
});
`;

interface Secret {
  readonly type: string;
  readonly metadata: { readonly name: string; readonly labels: object; readonly namespace: string };
  readonly data: { readonly "tls.crt": string; readonly "tls.key": string };
}

const copy = mkdtempSync(join(tmpdir(), "sealing-key-"));
const programs = new Programs();
const inCluster = join(programs.directory, "cluster.json");
const file = (name: string): string => join(copy, "clusters/sealed", name);
const identity = join(programs.directory, "identity");

function run(args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}) {
  const argv = [...process.execArgv, join(copy, "steps.ts"), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, {
    cwd: copy,
    encoding: "utf8",
    env: { ...programs.environment(), STRATA_AGE_IDENTITY: identity, ...environment },
  });
  return { status, stdout: stdout.replace(/ \(\d+\.\d s\)/g, "").replace(/^here +/gm, ""), stderr };
}

function secrets(): Secret[] {
  return JSON.parse(readFileSync(inCluster, "utf8")) as Secret[];
}

function decoded(text: string): string {
  return Buffer.from(text, "base64").toString();
}

/** Seals a value as the user does, without a cluster. */
function sealed(): string {
  const certificate = readFileSync(file("edge.pem"), "utf8");
  return seal("hunter2", "external-dns", "pihole", sealingKey(certificate, "edge.pem"));
}

/** What the cluster makes of a sealed value, with the first of its keys. */
function unsealed(value: string): string {
  return unseal(
    value,
    "external-dns/pihole",
    createPrivateKey(decoded(secrets()[0]!.data["tls.key"])),
  );
}

/** Files of a first run: another key of 4096 bits takes seconds. */
const first = new Map<string, Buffer>();

/** As after a first run. */
function begin(): void {
  const paths = [file("edge.pem"), file("edge.key.age"), inCluster];
  if (first.size === 0) {
    run();
    for (const path of paths) first.set(path, readFileSync(path));
  }
  for (const [path, content] of first) writeFileSync(path, content);
}

function loseCluster(): void {
  rmSync(inCluster, { force: true });
}

beforeAll(() => {
  copySources(copy, "house");
  writeFileSync(join(copy, "steps.ts"), command);
  programs.add("kubectl", kubectl);
  programs.add("ssh", "process.exit(255);");
  spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", identity]);
  const site = join(copy, "clusters/site.ts");
  const key = readFileSync(`${identity}.pub`, "utf8").trim();
  writeFileSync(site, readFileSync(site, "utf8").replace(/"age1[^"]*"/, `"${key}"`));
});

beforeEach(() => {
  for (const name of ["edge.pem", "edge.key.age"]) rmSync(file(name), { force: true });
  for (const name of ["kill", "running", "calls"])
    rmSync(join(programs.directory, name), { force: true });
  writeFileSync(file("edge.json"), "{}\n");
  loseCluster();
});

afterAll(() => {
  programs.remove();
  rmSync(copy, { recursive: true });
});

describe.runIf(isOnPath("age") && isOnPath("openssl"))("the key that opens sealed values", () => {
  it("is made as the controller would make it, saved for who reads backups, and found again", () => {
    expect(run()).toEqual({
      status: 0,
      stderr: "",
      stdout: [
        "edge: has the key that opens its sealed values",
        "edge               commit clusters/sealed/edge.pem and clusters/sealed/edge.key.age",
        "edge: that key is saved in clusters/sealed",
        "",
      ].join("\n"),
    });
    const [secret, ...others] = secrets();
    expect(others).toEqual([]);
    expect(secret).toMatchObject({
      type: "kubernetes.io/tls",
      metadata: {
        namespace: "kube-system",
        labels: { "sealedsecrets.bitnami.com/sealed-secrets-key": "active" },
      },
    });
    const key = createPrivateKey(decoded(secret!.data["tls.key"]));
    expect([key.asymmetricKeyType, key.asymmetricKeyDetails?.modulusLength]).toEqual(["rsa", 4096]);
    expect(readFileSync(file("edge.pem"), "utf8")).toBe(decoded(secret!.data["tls.crt"]));
    expect(unsealed(sealed())).toBe("hunter2");
    expect(run().stdout).toBe(
      [
        "edge: has the key that opens its sealed values (as it is)",
        "edge: that key is saved in clusters/sealed (as it is)",
        "",
      ].join("\n"),
    );
  });

  it("comes back with a cluster that was made anew, which opens what was sealed before", () => {
    begin();
    const value = sealed();
    loseCluster();

    expect(run(["--verbose"]).stdout).toContain("<the key of clusters/sealed/edge.key.age>");
    expect(unsealed(value)).toBe("hunter2");
    rmSync(file("edge.pem"));
    loseCluster();
    expect(run().status).toBe(0);
    expect(unsealed(sealed())).toBe("hunter2");
  });

  it("is never shown, and no argument of a program", () => {
    const { stdout, stderr } = run(["--verbose", "--json"]);
    const [, body = ""] = decoded(secrets()[0]!.data["tls.key"]).split("\n");

    expect(body).toMatch(/^[\w+/=]{60,}$/);
    const calls = readFileSync(join(programs.directory, "calls"), "utf8");
    const kept = readFileSync(file("edge.key.age"), "latin1");
    for (const text of [stdout, stderr, calls, kept]) {
      expect(text).not.toContain(body);
      expect(text).not.toContain(Buffer.from(body).toString("base64").slice(0, 40));
    }
  });

  it("says in a dry run what it would do, and does nothing", () => {
    expect(run(["--dry-run"]).stdout).toMatch(
      /\$ kubectl .* apply .*\n# kubectl rollout restart deployment\/sealed-secrets-controller --namespace=kube-system, where it runs\n# seal the key for the recipients of backups, and keep it beside clusters\/sealed\/edge.pem\n$/,
    );
    expect([inCluster, file("edge.pem"), file("edge.key.age")].filter(existsSync)).toEqual([]);
  });

  it("of a run that was killed before it was saved is saved by the next, without being opened", () => {
    expect(run(["--kill", join(programs.directory, "kill")]).status).toBeNull();
    rmSync(join(programs.directory, "kill"));
    const [before] = secrets();
    expect(existsSync(file("edge.key.age"))).toBe(false);

    expect(run([], { STRATA_AGE_IDENTITY: "/nowhere" }).status).toBe(0);
    expect(secrets()).toEqual([before]);
    expect(readFileSync(file("edge.pem"), "utf8")).toBe(decoded(before!.data["tls.crt"]));
  });

  it("has a controller start again that runs with one of its own", () => {
    begin();
    loseCluster();
    writeFileSync(join(programs.directory, "running"), "");

    expect(run().status).toBe(0);
    expect(readFileSync(join(programs.directory, "calls"), "utf8")).toContain(
      "rollout restart deployment/sealed-secrets-controller --namespace=kube-system",
    );
  });

  it("that nobody here can open stops the run", () => {
    begin();
    loseCluster();
    const other = join(programs.directory, "other");
    spawnSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", other]);
    const problem = (STRATA_AGE_IDENTITY: string | undefined) => run([], { STRATA_AGE_IDENTITY });

    expect(problem(other).stderr).toBe(
      "clusters/sealed/edge.key.age: cannot be opened (no identity matched any of the recipients); name the private key of one of its recipients in STRATA_AGE_IDENTITY\n1 problem\n",
    );
    expect(problem(undefined).stderr).toBe(
      "clusters/sealed/edge.key.age: needs a private key to be read; name its file in STRATA_AGE_IDENTITY, for example ~/.ssh/id_ed25519\n1 problem\n",
    );
    expect(existsSync(inCluster)).toBe(false);
  });

  it("is opened before a rebuild begins", () => {
    begin();
    const preflight = (STRATA_AGE_IDENTITY: string) =>
      spawnSync(
        process.execPath,
        [...process.execArgv, join(copy, "scripts/commands/rebuild.ts"), "edge", "--preflight"],
        {
          cwd: copy,
          encoding: "utf8",
          env: { ...programs.environment(), STRATA_AGE_IDENTITY },
        },
      );

    expect(preflight(identity).stdout).toContain("✓ sealed values can be opened\n");
    expect(preflight("/nowhere").stderr).toContain(
      'clusters/sealed/edge.key.age: cannot be opened (reading "/nowhere": failed to open file: open /nowhere: no such file or directory);',
    );
  });

  it("is not made where values were sealed for another", () => {
    begin();
    writeFileSync(
      file("edge.json"),
      JSON.stringify({ "external-dns/pihole": { password: sealed() } }),
    );
    rmSync(file("edge.key.age"));
    loseCluster();

    expect(run().stderr).toBe(
      "clusters/sealed/edge.json: holds external-dns/pihole for a key that neither the cluster nor clusters/sealed/edge.key.age has; bring that file back, or delete clusters/sealed/edge.pem and seal the values again: npm run secret -- seal\n1 problem\n",
    );
    expect(existsSync(inCluster)).toBe(false);
  });

  it("is that of the certificate beside it", () => {
    begin();
    const certificate = readFileSync(file("edge.pem"), "utf8");
    for (const name of ["edge.pem", "edge.key.age"]) rmSync(file(name));
    loseCluster();
    run();
    writeFileSync(file("edge.pem"), certificate);
    loseCluster();

    expect(run().stderr).toBe(
      "clusters/sealed/edge.key.age: has no key for clusters/sealed/edge.pem; bring back both files of one commit: git log -- clusters/sealed\n1 problem\n",
    );
  });
});
