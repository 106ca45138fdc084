import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { AppProject } from "@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject";
import { Application } from "@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application";
import { Certificate } from "@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate";
import { ClusterIssuer } from "@kubernetes-models/cert-manager/cert-manager.io/v1/ClusterIssuer";
import { loadAll, YAML11_SCHEMA } from "js-yaml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fleet } from "../../clusters/index.ts";
import type { Manifest } from "../../lib/kubernetes/manifest.ts";
import { planShipped } from "../../scripts/run/plan.ts";
import { compare } from "../../lib/emit/compare.ts";
import { marker } from "../../lib/emit/yaml.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const dist = join(repository, "dist");

interface FileOfDist {
  /** Below dist/. */
  readonly path: string;
  /** The folder that it stands in. */
  readonly cluster: string;
  readonly text: string;
  readonly object: Manifest;
}

interface SourceOfApplication {
  readonly repoURL: string;
  readonly targetRevision: string;
  readonly chart?: string;
  readonly path?: string;
  readonly helm?: {
    readonly releaseName: string;
    readonly valuesObject?: object;
    readonly values?: string;
  };
  readonly directory?: { readonly recurse: boolean };
}

interface ApplicationOfDist extends Manifest {
  /** The folder that it stands in. */
  readonly cluster: string;
  readonly metadata: Manifest["metadata"] & { readonly finalizers?: readonly string[] };
  readonly spec: {
    readonly project: string;
    readonly destination: { readonly name: string; readonly namespace: string };
    readonly source?: SourceOfApplication;
    readonly sources?: readonly SourceOfApplication[];
    readonly ignoreDifferences?: readonly object[];
    readonly syncPolicy: {
      readonly automated: { readonly prune: boolean; readonly selfHeal: boolean };
      readonly retry: { readonly limit: number; readonly refresh: boolean };
      readonly syncOptions?: readonly string[];
    };
  };
}

const planned = await planShipped({ anew: true, isDry: true });

const files = readdirSync(dist, { recursive: true, encoding: "utf8", withFileTypes: true })
  .filter((entry) => !entry.isDirectory())
  .map((entry) => join(entry.parentPath, entry.name).slice(dist.length + 1))
  .sort()
  .map((path): FileOfDist => {
    const text = readFileSync(join(dist, path), "utf8");
    return { path, cluster: path.split("/")[0]!, text, object: loadAll(text)[0] as Manifest };
  });

const applications = files
  .filter(({ object }) => object.kind === "Application")
  .map(({ object, cluster }) => ({ ...object, cluster }) as ApplicationOfDist);
const roots = applications.filter(({ cluster, metadata }) => metadata.name === `${cluster}-root`);
const children = applications.filter((application) => !roots.includes(application));

function isOfChild({ cluster, object }: FileOfDist): boolean {
  return object.kind === "Application" && object.metadata.name !== `${cluster}-root`;
}

function sourcesOf({ spec }: ApplicationOfDist): readonly SourceOfApplication[] {
  return spec.sources ?? [spec.source!];
}

describe("dist/", () => {
  it("is what synth makes of clusters/ and charts/", () => {
    expect(planned.problems).toEqual([]);
    const { added, changed, removed } = compare(dist, planned.files);
    const stale = [
      ...added.map((path) => `missing  ${path}`),
      ...changed.map((path) => `changed  ${path}`),
      ...removed.map((path) => `left over  ${path}`),
    ];
    const advice = `dist/ is stale; run "npm run synth":\n${stale.join("\n")}`;
    expect(stale.length === 0 ? "dist/ is current" : advice).toBe("dist/ is current");
  });

  it("holds nothing else", () => {
    expect(files.map(({ path }) => path)).toEqual(planned.files.map(({ path }) => path));
  });
});

function holdsNull(value: unknown): boolean {
  if (value === null || typeof value !== "object") return value === null;
  return Object.values(value).some(holdsNull);
}

describe("every file of dist/", () => {
  it("is one Kubernetes object, the same to a reader of YAML 1.1 as to one of 1.2", () => {
    for (const { path, text } of files) {
      const documents = loadAll(text);
      expect(documents, path).toHaveLength(1);
      expect(documents[0], path).toMatchObject({
        apiVersion: expect.any(String) as string,
        kind: expect.any(String) as string,
        metadata: { name: expect.any(String) as string },
      });
      expect(loadAll(text, { schema: YAML11_SCHEMA }), path).toEqual(documents);
      expect(text.startsWith(marker), path).toBe(true);
    }
  });

  it("has a name that Argo CD reads, and none that makes it take the folder for something else", () => {
    for (const { path } of files) {
      expect(path).toMatch(/\.yaml$/);
      expect(basename(path)).not.toMatch(/^(Chart|kustomization|Kustomization)\b|^\.argocd-source/);
    }
  });

  it("holds no null, which the API server takes out and Argo CD's difference shows for ever", () => {
    const nulls = files.filter(({ object }) => holdsNull(object));
    expect(nulls.map(({ path }) => path)).toEqual([]);
  });

  it("holds no Secret, only requests for some", () => {
    expect(files.filter(({ object }) => object.kind === "Secret").map(({ path }) => path)).toEqual(
      [],
    );
  });

  it("is of a kind that Argo CD does not exclude, has a name, and no mark of Argo CD's own", () => {
    const excluded =
      /^(Endpoints|EndpointSlice|Lease|.*Review|CertificateSigningRequest|CertificateRequest|CiliumIdentity|CiliumEndpoint|CiliumEndpointSlice|List)$/;
    for (const { path, object, text } of files) {
      expect(object.kind, path).not.toMatch(excluded);
      expect(object.metadata, path).not.toHaveProperty("generateName");
      const { annotations, labels } = object.metadata;
      for (const key of Object.keys({ ...annotations, ...labels }))
        expect(key, path).not.toMatch(/^argocd\.argoproj\.io\/(?:tracking-id|instance)$/);
      expect(text, path).not.toContain("+argocd:skip-file-rendering");
    }
  });
});

describe("every Application", () => {
  it("has the sources' fields that Argo CD stores as they are, so that its health check can compare them", () => {
    for (const application of applications) {
      const { name } = application.metadata;
      expect(
        Number(application.spec.source !== undefined) +
          Number(application.spec.sources !== undefined),
        name,
      ).toBe(1);
      if (application.spec.sources)
        expect(application.spec.sources.length, name).toBeGreaterThan(1);
      for (const { helm, directory, ...source } of sourcesOf(application)) {
        const kind = ["chart", "ref"].find((one) => one in source) ?? "path";
        expect(Object.keys(source).sort(), name).toEqual(
          [kind, "repoURL", "targetRevision"].sort(),
        );
        for (const value of Object.values(source)) expect(value, name).toMatch(/./);
        const { releaseName, ...values } = helm ?? { releaseName: name };
        expect(releaseName, name).toMatch(/./);
        expect([[], ["values"], ["valuesObject"]], name).toContainEqual(Object.keys(values));
        for (const value of Object.values(values)) expect([{}, ""], name).not.toContainEqual(value);
        if (directory) expect(directory, name).toEqual({ recurse: true });
      }
    }
  });

  it("syncs by itself, retries with the newest commit, and applies everything each time", () => {
    for (const { metadata, spec } of applications) {
      const { automated, retry, syncOptions = [] } = spec.syncPolicy;
      expect(automated.selfHeal, metadata.name).toBe(true);
      expect(retry.refresh, metadata.name).toBe(true);
      // Fewer where an object is a hook.
      expect(metadata.name.endsWith("-root") ? [-1] : [2, 10], metadata.name).toContain(
        retry.limit,
      );
      expect(syncOptions, metadata.name).not.toContain("ApplyOutOfSyncOnly=true");
      expect(syncOptions.includes("RespectIgnoreDifferences=true"), metadata.name).toBe(
        spec.ignoreDifferences !== undefined,
      );
    }
  });

  it("is applied by the server, shares no object, and has a wave, when it is a child", () => {
    for (const { metadata, spec } of children) {
      expect(spec.syncPolicy.syncOptions, metadata.name).toEqual(
        expect.arrayContaining(["FailOnSharedResource=true", "ServerSideApply=true"]),
      );
      expect(metadata.annotations, metadata.name).toMatchObject({
        "argocd.argoproj.io/compare-options": "ServerSideDiff=true",
        "argocd.argoproj.io/sync-wave": expect.stringMatching(/^\d+$/) as string,
      });
    }
  });

  it("deletes what it brought when it goes, but for roots and for Argo CD itself", () => {
    const keeping = applications.filter(({ metadata }) => !metadata.finalizers);
    const names = new Set(
      fleet.clusters.flatMap(({ name, components }) =>
        components
          .filter(({ provides }) => provides.includes("deployer"))
          .flatMap((one) => [`${name}-${one.name}`, `${name}-${one.name}-config`]),
      ),
    );
    const deployers = children.filter(({ metadata }) => names.has(metadata.name));
    expect(keeping.map(({ metadata }) => metadata.name).sort()).toEqual(
      [...roots, ...deployers].map(({ metadata }) => metadata.name).sort(),
    );
    for (const { metadata, spec } of deployers)
      expect(spec.syncPolicy.automated.prune, metadata.name).toBe(false);
    for (const { metadata } of applications) {
      if (metadata.finalizers)
        expect(metadata.finalizers[0]).toBe("resources-finalizer.argocd.argoproj.io/foreground");
    }
  });

  it("goes to a cluster by name: its Argo CD's own, or the hub's Secret of that name", () => {
    for (const { name, argocd } of fleet.clusters) {
      const own = argocd === "self" || name === fleet.hub ? "in-cluster" : name;
      const destinations = children
        .filter(({ cluster }) => cluster === name)
        .map(({ spec }) => spec.destination);
      for (const destination of destinations) expect(destination.name, name).toBe(own);
      for (const destination of destinations)
        expect(Object.keys(destination).sort()).toEqual(["name", "namespace"]);
    }
    for (const { spec } of roots)
      expect(spec.destination).toEqual({ name: "in-cluster", namespace: "argocd" });
  });
});

describe("every root", () => {
  it("reads the Applications of its cluster from the branch, not recursively, in a project that exists before it", () => {
    expect(roots.map(({ metadata }) => metadata.name).sort()).toEqual(
      fleet.clusters.map(({ name }) => `${name}-root`).sort(),
    );
    for (const { cluster, metadata, spec } of roots) {
      expect(spec.source, cluster).toEqual({
        repoURL: fleet.repository.url,
        path: `dist/${cluster}/apps`,
        targetRevision: `refs/heads/${fleet.repository.branch}`,
      });
      expect(spec.project).toBe(`${cluster}-root`);
      const { object } = files.find(({ path }) => path === `${cluster}/AppProject-root.yaml`)!;
      expect(object.metadata.name).toBe(spec.project);
      expect(metadata.finalizers).toBeUndefined();
      // A dry run of an Application on the server asks for status fields that git does not hold.
      expect(metadata.annotations?.["argocd.argoproj.io/compare-options"]).toBe(
        "ServerSideDiff=false",
      );
    }
  });

  it("finds a file for every child where it looks, named after it", () => {
    for (const { path, cluster, object } of files.filter(isOfChild)) {
      const name = object.metadata.name.slice(`${cluster}-`.length);
      expect(path).toBe(`${cluster}/apps/${name}.yaml`);
    }
  });
});

describe("every folder of objects", () => {
  let copy = "";

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), "dist-"));
    cpSync(dist, join(copy, "dist"), { recursive: true });
    git("init", "--quiet");
    git("add", "--all");
  });

  afterAll(() => rmSync(copy, { recursive: true }));

  function git(...args: readonly string[]): string {
    return gitReading("", ...args);
  }

  /** By the same hand and at the same moment on every computer. */
  function gitReading(input: string, ...args: readonly string[]): string {
    const by = ["AUTHOR", "COMMITTER"].flatMap((role) => [
      [`GIT_${role}_NAME`, "Strata"],
      [`GIT_${role}_EMAIL`, "strata@localhost"],
      [`GIT_${role}_DATE`, "2000-01-01T00:00:00Z"],
    ]);
    const own = { PATH: process.env["PATH"], HOME: copy, GIT_CONFIG_NOSYSTEM: "1" };
    const env = { ...own, ...Object.fromEntries(by) };
    return execFileSync("git", args, { cwd: copy, env, input, encoding: "utf8" }).trim();
  }

  /** The commit of a folder alone. */
  function commitOf(folder: string, tree: string, message: string): string {
    const above = (below: string, name: string): string =>
      gitReading(`040000 tree ${below}\t${name}\n`, "mktree");
    const top = folder.split("/").toReversed().reduce(above, tree);
    return git("commit-tree", "-m", message, top);
  }

  it("is at the revision that its Application names: the commit of its folder alone, with its tag, or the branch", () => {
    const trees = new Map(
      git("ls-tree", "-r", "-t", git("write-tree"))
        .split("\n")
        .map((line) => /^\d+ tree (\w+)\t(.+)$/.exec(line))
        .filter((match) => match !== null)
        .map(([, tree, path]): [string, string] => [path!, tree!]),
    );
    for (const child of children) {
      const sources = sourcesOf(child);
      for (const [i, { path, targetRevision }] of sources.entries()) {
        if (path === undefined) continue;
        const [, cluster = "", , name = ""] = path.split("/");
        const { revision } = fleet.clusters.find((one) => one.name === cluster)!;
        const pin = commitOf(path, trees.get(path)!, `${cluster}/${name}: ${path}`);
        expect(targetRevision).toBe(
          revision === "pinned" ? pin : `refs/heads/${fleet.repository.branch}`,
        );
        if (revision === "branch") continue;
        const tag = `refs/tags/pin/${cluster}/${name}/${pin}`;
        expect(sources[i - 1]).toMatchObject({ ref: "pin", targetRevision: tag });
      }
    }
  });

  it("belongs to an Application", () => {
    const folders = new Set(
      files
        .filter(({ path }) => path.split("/").length > 3)
        .map(({ path }) => `dist/${path.split("/").slice(0, 3).join("/")}`),
    );
    const paths = children.flatMap(sourcesOf).flatMap(({ path }) => path ?? []);
    expect([...folders].sort()).toEqual(paths.sort());
  });
});

describe("every AppProject of Applications", () => {
  interface ProjectSpec {
    readonly sourceRepos: readonly string[];
    readonly destinations: readonly { readonly name: string; readonly namespace: string }[];
    readonly namespaceResourceBlacklist: readonly { readonly kind: string }[];
  }

  const projects = files
    .filter(({ path, object }) => object.kind === "AppProject" && path.includes("/apps/"))
    .map(({ object }) => object);

  it("is used, and exists for every Application", () => {
    const used = new Set(children.map(({ spec }) => spec.project));
    expect(projects.map(({ metadata }) => metadata.name).sort()).toEqual([...used].sort());
  });

  it.each(projects.map((project) => [project.metadata.name, project] as const))(
    "%s allows the sources of its Applications, on their cluster, and nobody to make Applications",
    (name, project) => {
      const members = children.filter(({ spec }) => spec.project === name);
      const repositories = new Set(
        members.flatMap((member) => sourcesOf(member).map(({ repoURL }) => repoURL)),
      );
      const { sourceRepos, destinations, namespaceResourceBlacklist } = project.spec as ProjectSpec;
      expect(sourceRepos).toEqual([...repositories].sort());
      for (const { spec } of members) {
        const { name: cluster, namespace } = spec.destination;
        // All of them where nobody knows what its chart makes here.
        const isOpen = destinations.some((one) => one.namespace === "*");
        expect(destinations).toContainEqual({ name: cluster, namespace: isOpen ? "*" : namespace });
      }
      expect(new Set(destinations.map((one) => one.name)).size).toBe(1);
      expect(namespaceResourceBlacklist.map(({ kind }) => kind)).toContain("AppProject");
    },
  );
});

describe("models that others have written", () => {
  const judges = { AppProject, Application, Certificate, ClusterIssuer };
  const judged = files.filter(({ object }) => Object.hasOwn(judges, object.kind));
  const kinds = [...new Set(judged.map(({ object }) => object.kind))];

  function judge(object: Manifest): void {
    const Model = judges[object.kind as keyof typeof judges] as typeof Application;
    new Model(object as unknown as ConstructorParameters<typeof Application>[0]).validate();
  }

  it.each(kinds)("accept every %s", (kind) => {
    const objects = judged.filter(({ object }) => object.kind === kind);
    for (const { path, object } of objects) expect(() => judge(object), path).not.toThrow();
  });

  it.each(kinds)("would refuse a %s without its spec, or with text for a map", (kind) => {
    const { object } = judged.find((file) => file.object.kind === kind)!;
    expect(() => judge({ ...object, spec: "text" })).toThrow(/spec/);
  });
});
