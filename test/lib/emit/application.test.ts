import { describe, expect, it } from "vitest";
import { applicationManifest, rootManifest } from "../../../lib/emit/application.ts";
import type { Cluster, Fleet } from "../../../lib/model/cluster.ts";
import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import {
  applicationOf,
  component,
  configMap,
  plannedCluster,
  release,
  tinyChart,
  tinyCluster,
  tinySite,
} from "../support/tiny.ts";

const pin = "0123456789abcdef0123456789abcdef01234567";
const tag = `pin/tiny/x/${pin}`;

function fleetOf(...clusters: readonly Cluster[]): Fleet {
  const repository = { url: "https://git.house.example/fleet.git", branch: "trunk" };
  return { site: tinySite, repository, hub: "hub", clusters };
}

interface Spec {
  readonly source?: unknown;
  readonly sources?: readonly unknown[];
  readonly destination: unknown;
  readonly ignoreDifferences?: unknown;
  readonly syncPolicy: {
    readonly automated: unknown;
    readonly retry: { readonly limit: number };
    readonly syncOptions: readonly string[];
  };
}

/** The Application object of a component of these parts. */
function manifestOf(
  parts: Parameters<typeof component>[1],
  more: Partial<Cluster> = {},
): Manifest & { spec: Spec } {
  const cluster = tinyCluster([component("x", parts)], more);
  const application = applicationOf(plannedCluster(cluster), "x");
  const isPinned = cluster.revision === "pinned";
  const objects = isPinned ? { commit: pin, tag } : { commit: "refs/heads/trunk" };
  return applicationManifest(fleetOf(cluster), application, { objects }) as Manifest & {
    spec: Spec;
  };
}

function chartSourceOf(chart: ReturnType<typeof release>): unknown {
  return manifestOf({ chart }).spec.sources![0];
}

const folder = {
  repoURL: "https://git.house.example/fleet.git",
  path: "dist/tiny/platform/x",
  targetRevision: pin,
  directory: { recurse: true },
};

const awaited = {
  repoURL: "https://git.house.example/fleet.git",
  targetRevision: `refs/tags/${tag}`,
  ref: "pin",
};

describe("the Application of a component", () => {
  it("gives up sooner where it has a hook", () => {
    const annotations = { "argocd.argoproj.io/hook": "PreSync" };
    const plain = configMap("a");
    const hook = { ...plain, metadata: { ...plain.metadata, annotations } };
    const limitOf = (object: Manifest): unknown =>
      manifestOf({ things: [object] }).spec.syncPolicy.retry.limit;

    expect([limitOf(plain), limitOf(hook)]).toEqual([10, 2]);
  });

  it("has Argo CD look at its paths on a branch alone: a pin changes exactly when they do", () => {
    const paths = (revision: Cluster["revision"]): unknown =>
      manifestOf({ things: [configMap("a")] }, { revision }).metadata.annotations?.[
        "argocd.argoproj.io/manifest-generate-paths"
      ];
    expect([paths("branch"), paths("pinned")]).toEqual([".", undefined]);
  });

  it("has one source where there is one, and several where there are several", () => {
    const chart = release("c", { values: { a: 1 } });
    const charted = {
      repoURL: "https://charts.example",
      chart: "c",
      targetRevision: "1.0.0",
      helm: { releaseName: "x", valuesObject: { a: 1 } },
    };
    const things = [configMap("a")];
    const branched = { ...folder, targetRevision: "refs/heads/trunk" };
    const onBranch = { revision: "branch" } as const;
    expect(manifestOf({ things }, onBranch).spec).toMatchObject({ source: branched });
    expect(manifestOf({ things }, onBranch).spec).not.toHaveProperty("sources");
    expect(manifestOf({ chart, things }, onBranch).spec.sources).toMatchObject([charted, branched]);
    expect(manifestOf({ chart, things }).spec).not.toHaveProperty("source");
  });

  it("names a revision that is not a commit, or Argo CD would not see what comes late", () => {
    const chart = release("c");
    const named = { ...awaited, targetRevision: "refs/heads/trunk", ref: "branch" };
    expect(manifestOf({ chart }).spec.sources).toMatchObject([{ chart: "c" }, awaited]);
    expect(manifestOf({ chart }, { revision: "branch" }).spec.sources).toMatchObject([
      { chart: "c" },
      named,
    ]);
  });

  it("names the tag of a pin before what the pin holds, so that Argo CD sees when it comes", () => {
    const things = [configMap("a")];
    expect(manifestOf({ things }).spec.sources).toEqual([awaited, folder]);
    expect(manifestOf({ chart: release("c"), things }).spec.sources).toMatchObject([
      { chart: "c" },
      awaited,
      folder,
    ]);
  });

  it("names the release and leaves values out that say nothing", () => {
    expect(chartSourceOf(release("c", { name: "other" }))).toMatchObject({
      helm: { releaseName: "other" },
    });
    expect(chartSourceOf(release("c"))).toHaveProperty("helm", { releaseName: "x" });
  });

  it("writes an OCI registry as Argo CD does, without its scheme", () => {
    const chart = { ...tinyChart("c"), repository: "oci://registry.example/charts" };
    expect(chartSourceOf(release("c", { chart }))).toMatchObject({
      repoURL: "registry.example/charts",
      chart: "c",
    });
  });

  it("hands on a null at any depth, which an object would lose on the way", () => {
    const helmOf = (values: object): unknown =>
      (chartSourceOf(release("c", { values: values as never })) as { helm: unknown }).helm;
    expect(helmOf({ a: { limits: { cpu: null } } })).toEqual({
      releaseName: "x",
      values: "a:\n  limits:\n    cpu: null\n",
    });
    expect(helmOf({ a: [{ b: null }] })).toEqual({
      releaseName: "x",
      values: "a:\n  - b: null\n",
    });
    expect(helmOf({ a: {}, b: [], c: "" })).toEqual({
      releaseName: "x",
      valuesObject: { a: {}, b: [], c: "" },
    });
  });

  it("ignores the fields that others own, at the comparison and when it applies", () => {
    const difference = { kind: "ConfigMap", name: "a", jsonPointers: ["/data/b"] };
    const { spec } = manifestOf({ chart: release("c", { ignoreDifferences: [difference] }) });
    expect(spec.ignoreDifferences).toEqual([difference]);
    expect(spec.syncPolicy.syncOptions).toContain("RespectIgnoreDifferences=true");
    const plain = manifestOf({ chart: release("c") }).spec;
    expect(plain).not.toHaveProperty("ignoreDifferences");
    expect(plain.syncPolicy.syncOptions).not.toContain("RespectIgnoreDifferences=true");
  });

  it("takes everything along when it goes, and waits for the chart's own clean-up", () => {
    const cascade = "resources-finalizer.argocd.argoproj.io/foreground";
    expect(manifestOf({ chart: release("c") }).metadata["finalizers"]).toEqual([cascade]);
    expect(
      manifestOf({ chart: release("c", { hasDeleteHook: true }) }).metadata["finalizers"],
    ).toEqual([
      cascade,
      "pre-delete-finalizer.argocd.argoproj.io",
      "pre-delete-finalizer.argocd.argoproj.io/cleanup",
    ]);
  });

  it("leaves everything where it is when it is what syncs the cluster", () => {
    const { metadata, spec } = manifestOf({
      chart: release("c", { hasDeleteHook: true }),
      provides: ["deployer"],
    });
    expect(metadata).not.toHaveProperty("finalizers");
    expect(spec.syncPolicy.automated).toEqual({ prune: false, selfHeal: true });
  });

  it.each([
    ["self", "tiny", "in-cluster"],
    ["hub", "tiny", "tiny"],
    ["hub", "hub", "in-cluster"],
  ] as const)("with Argo CD %s, goes from cluster %s to %s", (argocd, name, destination) => {
    const parts = { things: [configMap("a")], namespace: "shop" };
    expect(manifestOf(parts, { argocd, name }).spec.destination).toEqual({
      name: destination,
      namespace: "shop",
    });
  });
});

describe("the root Application", () => {
  it("stands in the Argo CD that syncs the cluster, and reads its Applications from the branch", () => {
    expect(rootManifest(fleetOf(), "tiny")).toMatchObject({
      metadata: { name: "tiny-root", namespace: "argocd" },
      spec: {
        project: "tiny-root",
        destination: { name: "in-cluster", namespace: "argocd" },
        source: { path: "dist/tiny/apps", targetRevision: "refs/heads/trunk" },
      },
    });
  });
});
