import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { create } from "tar";
import { linkPackages, projectFiles } from "../../support/packages.ts";
import { environment as clean } from "../publish-repository.ts";

/** A directory of git, and what is done in it. */
export interface Repository {
  readonly directory: string;
  git(...args: string[]): string;
  text(path: string): string;
  write(files: Readonly<Record<string, string | undefined>>): void;
  /** Replaces a text that must be there. */
  edit(path: string, from: string, to: string): void;
  commit(message: string): void;
  /** `npm run <command> -- …`. */
  run(command: string, ...args: string[]): Outcome;
}

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export const temporary = mkdtempSync(join(tmpdir(), "upgrade-"));

/** Without Helm, and with no way to a repository of charts. */
const environment = { ...clean, STRATA_CHARTS: join(temporary, "store") };

export function repository(name: string): Repository {
  const directory = join(temporary, name);
  const at = (path: string): string => join(directory, path);
  const text = (path: string): string => readFileSync(at(path), "utf8");
  const write: Repository["write"] = (files) => {
    for (const [path, content] of Object.entries(files)) {
      if (content === undefined) {
        rmSync(at(path), { recursive: true });
        continue;
      }
      mkdirSync(dirname(at(path)), { recursive: true });
      writeFileSync(at(path), content);
    }
  };
  const git: Repository["git"] = (...args) =>
    execFileSync("git", args, { cwd: directory, env: environment, encoding: "utf8" }).trimEnd();
  return {
    directory,
    git,
    text,
    write,
    edit(path, from, to) {
      const before = text(path);
      if (!before.includes(from)) throw new Error(`${path} does not hold ${from}`);
      write({ [path]: before.replace(from, to) });
    },
    commit(message) {
      git("add", "--all");
      git("commit", "--quiet", "--message", message);
    },
    run(command, ...args) {
      const script = ["scripts/launch.mjs", command, ...args];
      const options = { cwd: directory, env: environment, encoding: "utf8" } as const;
      const { status, stdout, stderr } = spawnSync(process.execPath, script, options);
      return { status, stdout, stderr };
    },
  };
}

/** This project as it is, with a small fleet in the place of the shipped one; nothing is committed. */
export function strata(name: string): Repository {
  const made = repository(name);
  mkdirSync(made.directory, { recursive: true });
  const files = projectFiles().filter(
    (path) => !/^(?:clusters|dist|test|imports\/records)\//.test(path),
  );
  execFileSync("cp", ["--parents", "--", ...files, made.directory]);
  linkPackages(made.directory);
  made.write({ "test/some.test.ts": "// Tests are a part of a release.\n" });
  made.git("init", "--quiet", "--initial-branch=main");
  return made;
}

/** A clone of it that has packages, or a copy of its files in a repository of its own. */
export function fork(
  name: string,
  upstream: Repository,
  commit: string,
  isCopy = false,
): Repository {
  const made = repository(name);
  upstream.git("clone", "--quiet", upstream.directory, made.directory);
  made.git("checkout", "--quiet", "-B", "main", commit);
  if (isCopy) rmSync(join(made.directory, ".git"), { recursive: true });
  if (isCopy) made.git("init", "--quiet", "--initial-branch=main");
  linkPackages(made.directory);
  return made;
}

/** A cluster of one node with these components, as a file of clusters/. */
export function fleetFiles(cluster: string, imports: string, components: string) {
  return {
    "clusters/site.ts": `import { defineSite } from "../lib/model/site.ts";

export const site = defineSite({
  domain: "${cluster}.example",
  email: "admin@${cluster}.example",
  networks: { house: { cidr: "10.1.0.0/24", gateway: "10.1.0.1", dns: ["10.1.0.1"] } },
  hosts: {},
  machines: {},
  reserved: {},
});
`,
    [`clusters/${cluster}.ts`]: `${imports}import { k3s } from "../charts/distributions.ts";
import { defineCluster } from "../lib/model/cluster.ts";
import { site } from "./site.ts";

export const ${cluster} = defineCluster({
  name: "${cluster}",
  site,
  network: "house",
  kubernetes: {
    distribution: k3s,
    version: "v1.36.2+k3s1",
    bundled: ["coredns", "metrics-server", "flannel", "servicelb", "local-storage", "traefik"],
  },
  endpoint: "10.1.0.10",
  nodes: [
    {
      name: "one",
      role: "control-plane",
      address: "10.1.0.10",
      architecture: "amd64",
      cpu: 4,
      memory: "8Gi",
      disks: {},
    },
  ],
  podCidr: "10.48.0.0/16",
  serviceCidr: "10.49.0.0/16",
  domain: "cluster.local",
  argocd: "self",
  revision: "pinned",
  environments: {},
  components: [
${components}  ],
});
`,
    "clusters/index.ts": `import { defineFleet } from "../lib/model/cluster.ts";
import { ${cluster} } from "./${cluster}.ts";
import { site } from "./site.ts";

export const fleet = defineFleet({
  site,
  repository: { url: "https://git.${cluster}.example/fleet.git", branch: "main" },
  hub: ${cluster}.name,
  clusters: [${cluster}],
});
`,
  };
}

/** A component without a chart: a ConfigMap that says what it was told. */
export function componentFile(name: string, option: string, lib = "../../lib"): string {
  return `import { ApiObject } from "cdk8s";
import { defineComponent } from "${lib}/model/component.ts";

export interface ${name[0]!.toUpperCase()}${name.slice(1)}Options {
  /** What it says. @default nothing */
  readonly ${option}?: string;
}

/** Says what it is told. */
export const ${name} = defineComponent({
  name: "${name}",
  layer: "apps",
  namespace: "${name}",
  podSecurity: "restricted",

  objects(scope, { ${option} = "" }: ${name[0]!.toUpperCase()}${name.slice(1)}Options) {
    new ApiObject(scope, "words", {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "${name}", namespace: "${name}" },
      data: { words: ${option} },
    });
  },
});
`;
}

/** Puts the archive of a chart into the store that all commands here look into. */
export function storeChart(name: string, version: string): void {
  const store = join(temporary, "store");
  const source = join(temporary, `${name}-${version}`);
  mkdirSync(join(source, name), { recursive: true });
  mkdirSync(store, { recursive: true });
  const head = `apiVersion: v2\nname: ${name}\nversion: ${version}\nappVersion: "${version}"\n`;
  writeFileSync(join(source, name, "Chart.yaml"), head);
  writeFileSync(join(source, name, "values.yaml"), `made: "${version}"\n`);
  const file = join(store, `${name}-${version}.tgz`);
  create({ sync: true, gzip: true, portable: true, cwd: source, file }, [name]);
}
