import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import * as shownDistributions from "../charts/distributions.ts";
import * as catalogue from "../charts/index.ts";
import { fleet } from "./fleets/house/index.ts";
import type { AnyPlacement } from "../lib/model/placement.ts";
import { layers } from "../lib/model/definition.ts";
import { importedCharts } from "../lib/kubernetes/chart.ts";
import { isDistribution } from "../lib/model/distribution.ts";
import { readLock } from "../scripts/import/lock.ts";
import { planOf } from "./support/charts.ts";
import { circles, importsOf, packagesOf } from "./support/imports.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Paths below the root of the repository. */
function sourcesIn(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((path) => /\.(ts|mjs)$/.test(path))
      .map((path) => `${folder}/${path}`)
      .sort(),
  );
}

/** The code of a file, without comments. */
function codeOf(path: string): string {
  const text = readFileSync(join(root, path), "utf8");
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}

function camelCase(name: string): string {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

const components = sourcesIn(...layers.map((layer) => `charts/${layer}`));
const names = components.map((path) => basename(path, ".ts"));
const distributions = sourcesIn("charts/distributions").map((path) => basename(path, ".ts"));

/** Where a rule does not hold, and why. */
interface Exception {
  readonly file: string;
  readonly text: string;
  readonly reason: string;
}

/** Findings without the excepted ones; an exception that excepts nothing is a finding too. */
function unexcepted(
  findings: readonly (readonly [file: string, text: string])[],
  exceptions: readonly Exception[],
): string[] {
  const isFor = (exception: Exception, [file, text]: readonly [string, string]): boolean =>
    exception.file === file && exception.text === text;
  const left = findings.filter((finding) => !exceptions.some((one) => isFor(one, finding)));
  const idle = exceptions.filter((one) => !findings.some((finding) => isFor(one, finding)));
  return [
    ...left.map(([file, text]) => `${file}: ${text}`),
    ...idle.map(({ file, text }) => `${file}: no longer has ${text}`),
  ];
}

describe("charts/", () => {
  it.each(components)(
    "%s defines one component, of the name of its file and the layer of its folder",
    async (path) => {
      const name = basename(path, ".ts");
      const module = (await import(join(root, path))) as Record<string, unknown>;
      const component = module[camelCase(name)] as (options: object) => AnyPlacement;
      const { definition } = component({});
      expect([definition.name, definition.layer]).toEqual([name, basename(dirname(path))]);
      expect(Object.values(module)).toEqual([component]);
    },
  );

  it.each(distributions)(
    "distributions/%s.ts defines the distribution of its name",
    async (name) => {
      const module = (await import(join(root, `charts/distributions/${name}.ts`))) as object;
      const found = Object.values(module).filter(isDistribution);
      expect(found.map((one) => one.name)).toEqual([name]);
    },
  );

  it("exports every component and every distribution from its index, and nothing else", () => {
    expect(Object.keys(catalogue).sort()).toEqual(names.map(camelCase).sort());
    expect(Object.keys(shownDistributions).sort()).toEqual(distributions);
    for (const index of ["charts/index.ts", "charts/distributions.ts"])
      for (const line of codeOf(index).trim().split("\n"))
        expect(line, index).toMatch(/^export \{/);
  });

  it("are joined by those of the fleet, each in a file of its name", async () => {
    const own = sourcesIn("clusters").filter((path) => path.startsWith("clusters/components/"));
    for (const path of own) {
      const module = (await import(join(root, path))) as Record<string, unknown>;
      expect(Object.keys(module), path).toEqual([camelCase(basename(path, ".ts"))]);
    }
  });

  it("gives a reason for every need, in words that finish a sentence", () => {
    const placements = fleet.clusters.flatMap((cluster) => cluster.components);
    const reasons = placements.flatMap(({ name, needs }) =>
      Object.entries(needs).map(([capability, reason]) => `${name} needs ${capability}: ${reason}`),
    );
    const used = fleet.clusters
      .flatMap((cluster) => planOf(cluster).components)
      .flatMap(({ name, uses }) =>
        uses.map(([capability, reason]) => `${name} uses ${capability}: ${reason}`),
      );
    expect(reasons.length).toBeGreaterThan(10);
    for (const text of [...reasons, ...used]) expect(text).toMatch(/: \S.{9,}[^.\s]$/);
  });
});

describe("versions", () => {
  const locked = readLock(join(root, "charts.lock.yaml"));

  it("of charts stand in charts.lock.yaml alone", () => {
    const versions = new Set(
      locked.flatMap(({ version, appVersion = "" }) =>
        [version, appVersion].map((one) => one.replace(/^v/, "")),
      ),
    );
    const findings = sourcesIn("charts", "clusters", "lib", "scripts").flatMap((path) => {
      const found = readFileSync(join(root, path), "utf8").match(/\b\d+\.\d+\.\d+\b/g) ?? [];
      return found
        .filter((version) => versions.has(version))
        .map((version): [string, string] => [path, version]);
    });
    expect(findings).toEqual([]);
  });
});

describe("addresses", () => {
  const exceptions: readonly Exception[] = [
    {
      file: "charts/security/cert-manager.ts",
      text: "1.1.1.1",
      reason:
        "a resolver outside the house, the same for everybody, that sees what the house's own does not",
    },
  ];

  /** The same on every machine, and nobody's choice: the loopback address and the ranges that RFC 1918 names. */
  const everywhere = new Set(["127.0.0.1", "0.0.0.0", "10.0.0.0", "172.16.0.0", "192.168.0.0"]);

  it("stand in clusters/, not in components or scripts", () => {
    const files = sourcesIn("charts", "scripts").filter(
      (path) => !path.startsWith("scripts/bench/"),
    );
    const findings = files.flatMap((path) => {
      const found = codeOf(path).match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g) ?? [];
      return found
        .filter((address) => !everywhere.has(address))
        .map((address): [string, string] => [path, address]);
    });
    expect(unexcepted(findings, exceptions)).toEqual([]);
  });
});

describe("imports", () => {
  const roots = ["charts", "clusters", "lib", "scripts"];
  const arrowsIn = (folder: string) =>
    sourcesIn(folder).flatMap((path) =>
      importsOf(path, codeOf(path))
        .filter(({ target }) => target.startsWith(`${folder}/`))
        .map(({ target }): [string, string] => [path, target]),
    );
  /** A folder of the root, with all that is in it. */
  const room = (path: string): string => path.split("/").slice(0, 2).join("/");

  it.each(roots)(
    "of %s/ go one way between folders, inside them and between files, those of types too",
    (folder) => {
      const arrows = arrowsIn(folder);
      const inRooms = arrows.filter((arrow) => arrow.every((path) => path.split("/").length > 2));
      const folders = circles(inRooms.map(([from, to]) => [room(from), room(to)] as const));
      const inside = circles(inRooms.map(([from, to]) => [dirname(from), dirname(to)] as const));
      const files = circles(arrows);
      expect({ folders, inside, files }).toEqual({ folders: [], inside: [], files: [] });
    },
  );

  it("lead to no command: what others use stands in a folder of its own", () => {
    const found = sourcesIn("charts", "clusters", "lib", "scripts", "test").flatMap((path) =>
      importsOf(path, codeOf(path))
        .filter(({ target }) => target.startsWith("scripts/commands/"))
        .map(({ target }) => `${path} -> ${target}`),
    );
    expect(found).toEqual([]);
  });

  // publish runs in the pre-push hook, and zx takes 27 ms.
  it.each(["synth", "render", "publish"])("of npm run %s load nothing that takes long", (name) => {
    const packages = packagesOf(`scripts/commands/${name}.ts`, codeOf);
    expect([...packages].filter((one) => /^(zx|@aws-sdk|js-yaml|tar)\b/.test(one))).toEqual([]);
  });
});

describe("npm run diff", () => {
  // What makes objects takes as long to load as all that compares them.
  it("loads nothing that makes objects", () => {
    const packages = packagesOf("scripts/commands/diff.ts", codeOf);
    expect([...packages].filter((one) => /^(zx|cdk8s|constructs|oxc)/.test(one))).toEqual([]);
  });
});

describe("scripts/", () => {
  it("hold no name, version or image of what a fleet says", () => {
    const { site, clusters } = fleet;
    const machines = [
      ...Object.keys(site.hosts),
      ...clusters.flatMap(({ nodes }) => nodes.map(({ name }) => name)),
    ];
    const { k3s, kubeVip } = site.downloads!;
    const versions = clusters.map(({ kubernetes }) => kubernetes.version);
    const texts = [...machines, ...versions, k3s, kubeVip, site.domain, fleet.repository.url];
    // A cluster's name may be an ordinary word: as a text of its own it is the cluster. In k3d it is the command's name.
    const quoted = clusters
      .filter(({ kubernetes }) => kubernetes.distribution.name !== "k3d")
      .map(({ name }) => `"${name}"`);
    const files = sourcesIn("scripts").filter((path) => !path.startsWith("scripts/bench/"));
    const findings = files.flatMap((path) => {
      const code = codeOf(path);
      return [...new Set([...texts, ...quoted])]
        .filter((text) => code.includes(text))
        .map((text): [string, string] => [path, text]);
    });
    expect(findings).toEqual([]);
  });
});

describe("lib/", () => {
  /** Whose groups, labels and annotations stand in lib/: what it is made for, and what it writes and reads. */
  const known = ["k8s.io", "kubernetes.io", "argoproj.io", "helm.sh", "yaml.org"];
  it("names no component", () => {
    const word = new RegExp(`(?<![\\w-])(?:${names.join("|")})(?![\\w-])`, "gi");
    const findings = sourcesIn("lib").flatMap((path) => {
      const found = codeOf(path).match(word) ?? [];
      return [...new Set(found)].map((name): [string, string] => [path, name.toLowerCase()]);
    });
    expect(findings).toEqual([]);
  });

  it("names no group, kind or annotation beyond those of Kubernetes and of Argo CD", () => {
    const definitions = Object.values(importedCharts()).flatMap(({ crds }) => crds);
    const groups = new Set(definitions.map(({ group }) => group));
    groups.delete("argoproj.io");
    // Kubernetes' own successor of Ingress, whose definitions come beside the API server.
    groups.delete("gateway.networking.k8s.io");
    const domain = /[\w-]+(?:\.[\w-]+)*\.(?:io|com|tf|dev|sh|org|net)\b/g;
    const findings = sourcesIn("lib").flatMap((path) => {
      const found = codeOf(path).match(domain) ?? [];
      const foreign = found.filter(
        (name) =>
          groups.has(name) || !known.some((own) => name === own || name.endsWith(`.${own}`)),
      );
      return [...new Set(foreign)].map((name): [string, string] => [path, name]);
    });
    expect(findings).toEqual([]);
  });

  it("imports from npm, from node and from itself only", () => {
    for (const path of sourcesIn("lib")) {
      const imported = importsOf(path, codeOf(path)).map(({ target }) => target);
      for (const target of imported.filter((one) => one.endsWith(".ts")))
        expect(target, path).toMatch(/^lib\//);
    }
  });
});
