import { describe, expect, it } from "vitest";
import { diagnose } from "../../scripts/debug/diagnose.ts";
import type { Facts } from "../../scripts/debug/facts.ts";
import { debugText } from "../../scripts/debug/walk.ts";
import type { Application } from "../../scripts/kube/application.ts";
import { Kubectl } from "../../scripts/kube/kubectl.ts";
import type { Live } from "../../scripts/kube/objects.ts";
import { component, fleetOf } from "../support/fleet.ts";
import { object } from "../support/objects.ts";
import { planOf } from "../support/charts.ts";

const now = new Date("2026-11-21T12:00:00Z");
const ago = (seconds: number): string => new Date(now.getTime() - seconds * 1000).toISOString();
const top = component("top", {
  needs: { "certificate-issuer": "it serves HTTPS" },
  objects: [object("v1", "ConfigMap", "settings", {})],
});
const [home] = fleetOf({ components: [top] }).clusters;
const plan = planOf(home!);
const planned = plan.applications.find(({ name }) => name === "app")!;
const kubectl = new Kubectl(home!);
const pin = "1f".repeat(20);
const tag = `refs/tags/pin/home/app/${pin}`;
const source = {
  repoURL: "https://git.house.example/fleet.git",
  path: "dist/home/apps/app",
  targetRevision: tag,
};
const serverWith = (refs: Record<string, string>): Facts["server"] => ({
  remote: "origin",
  refs: new Map(Object.entries(refs)),
});

function live<Kind extends Live>(
  kind: string,
  name: string,
  fields: object,
  more: object = {},
): Kind {
  const metadata = { name, namespace: "app", uid: name, creationTimestamp: ago(4000), ...more };
  return { apiVersion: "v1", kind, metadata, ...fields } as unknown as Kind;
}

/** An Application that is as it should be, but for this. */
function application(name: string, status: object = {}): Application {
  const operationState = {
    phase: "Succeeded",
    startedAt: ago(600),
    finishedAt: ago(590),
    syncResult: { source, revision: "c1" },
  };
  const good = {
    sync: { status: "Synced", revision: "c1", comparedTo: { source } },
    health: { status: "Healthy" },
    operationState,
  };
  return live("Application", name, {
    spec: { source, destination: {} },
    status: { ...good, ...status },
  });
}

function facts(change: Partial<Facts>): Facts {
  const root = application("home-root");
  const own = "live" in change ? change.live : application("home-app");
  const others = plan.applications.map((one) => application(`home-${one.name}`));
  return {
    plan,
    planned,
    name: "home-app",
    live: own,
    root,
    hasHealthCheck: true,
    kubectl,
    deployer: kubectl,
    now,
    pods: [],
    statefulSets: [],
    claims: [],
    services: [],
    ingresses: [],
    certificates: [],
    events: [],
    secrets: [],
    server: serverWith({ [tag]: pin }),
    resolved: new Map(),
    all: new Map([...others, root, ...(own ? [own] : [])].map((one) => [one.metadata.name, one])),
    ...change,
  };
}

/** The likely cause, and the first command without the options that lead to the cluster. */
function likely(change: Partial<Facts>): readonly [string?, string?] {
  const [cause] = diagnose(facts(change));
  return cause ? [cause.message, cause.next[0]?.replace(/--kubeconfig \S+ /, "")] : [];
}

const failing = (message: string, resources: object[] = []): Application =>
  application("home-app", {
    operationState: {
      phase: "Running",
      retryCount: 2,
      message,
      startedAt: ago(30),
      syncResult: { resources },
    },
  });
const refused = (message: string): Application =>
  failing("one or more objects failed to apply", [
    { kind: "Deployment", namespace: "app", name: "web", status: "SyncFailed", message },
  ]);
const incomparable = (message: string): Application =>
  application("home-app", { conditions: [{ type: "ComparisonError", message }] });

describe("debug", () => {
  it("finds nothing where nothing is wrong", () => {
    expect(likely({})).toEqual([]);
    expect(debugText(facts({}), [])).toMatch(/\nnothing is wrong with it$/);
  });

  it.each([
    [
      "failed to load target state: rpc error: unable to resolve 'refs/tags/pin/home/app/1f' to a commit SHA",
      "its pin pin/home/app/1f is not on the git server: the commit was pushed without it, or it came a moment ago",
      "npm run publish",
    ],
    [
      "failed to list refs: authentication required: Unauthorized",
      "the git server does not accept Argo CD's credentials",
      "npm run secret -- set home/argocd/repository",
    ],
    [
      "application repo https://x is not permitted in project 'home-apps'",
      "its AppProject is missing or does not allow this source: the root has not brought the present one yet",
      "npm run synth -- --check",
    ],
    [
      'error getting cluster by name "edge": there are no clusters with this name: edge',
      "the Argo CD of home does not know cluster home: its Secret is missing or empty",
      "npm run bootstrap -- home",
    ],
    [
      "dial tcp: lookup git.house.example: no such host",
      "the source's server cannot be reached from inside the cluster",
      "npm run doctor",
    ],
    [
      "something new",
      "Argo CD cannot compare it with its source",
      "kubectl --namespace argocd describe applications.argoproj.io home-app",
    ],
  ])("knows Argo CD's words %j", (message, cause, next) => {
    expect(likely({ live: incomparable(message) })).toEqual([cause, next]);
  });

  it.each([
    [
      'Internal error occurred: failed calling webhook "webhook.cert-manager.io": failed to call webhook: Post "https://cert-manager-webhook.cert-manager.svc:443/validate": no endpoints available',
      "the admission webhook webhook.cert-manager.io does not answer; the sync is tried again by itself once it does",
      "kubectl --namespace cert-manager get pods",
    ],
    [
      'Deployment.apps "web" is invalid: spec.selector: Invalid value: {}: field is immutable',
      "a field changed that cannot be changed in place: the object has to be made anew, its pods can stay",
      "kubectl --namespace app delete deployment web --cascade=orphan",
    ],
    [
      'no matches for kind "Widget" in version "house.example/v1"',
      "the cluster does not know kind Widget: the definition is not there yet, or was deleted",
      "kubectl get customresourcedefinitions",
    ],
    [
      "Shared resource found: Deployment app/web is part of applications argocd/home-app and old",
      "another Application still owns one of its objects; hand it over when that is meant",
      "kubectl --namespace app annotate deployment web argocd.argoproj.io/tracking-id-",
    ],
    [
      "the server is unhappy",
      "its sync fails, and is tried again (2 times so far)",
      "kubectl --namespace argocd describe applications.argoproj.io home-app",
    ],
  ])("knows the API server's words %j", (message, cause, next) => {
    expect(likely({ live: refused(message) })).toEqual([cause, next]);
  });

  it("knows a root that nobody wakes", () => {
    const message = "waiting for healthy state of argoproj.io/Application/home-authority";
    const root = application("home-root", {
      operationState: { phase: "Running", message, startedAt: ago(300) },
    });
    const [cause, next] = likely({ root });

    expect(cause).toBe(
      "the root waits for home-authority, which has been Healthy for 9 min 50 s: the controller was given the health check while it ran, so waves move at its resync only, two minutes each; a restart cures it",
    );
    expect(next).toBe(
      "kubectl --namespace argocd rollout restart statefulset argocd-application-controller",
    );
  });

  it("knows who holds up an Application that is not there", () => {
    const all = new Map([
      [
        "home-authority",
        application("home-authority", { health: { status: "Degraded", message: "broken" } }),
      ],
    ]);
    const last = plan.applications.find(({ name }) => name === "top")!;
    const { wave } = plan.applications.find(({ name }) => name === "authority")!;
    const namespaces = application("home-namespaces");
    const known = new Map([
      ...all,
      ["home-namespaces", namespaces],
      ["home-authority-config", application("home-authority-config")],
    ]);

    expect(likely({ planned: last, name: "home-top", live: undefined, all: known })).toEqual([
      `it stands in wave ${last.wave}, and wave ${wave} is not done: authority holds it up`,
      "npm run debug -- home/authority",
    ]);
  });

  it("knows what was never pushed, and a cluster that nothing syncs", () => {
    expect(likely({ live: undefined })[0]).toBe(
      "home-app does not exist, and nothing holds the root up: the commit that has it is not on the git server",
    );
    expect(likely({ live: undefined, root: undefined })).toEqual([
      "home-root does not exist: nothing syncs this cluster yet",
      "npm run bootstrap -- home",
    ]);
  });

  it("knows a pod that waits for a Secret of the data", () => {
    const ownerReferences = [{ kind: "ReplicaSet", name: "web-5c9d" }];
    const status = { phase: "Pending", containerStatuses: [] };
    const pod = live<never>("Pod", "web-5c9d-x", { spec: {}, status }, { ownerReferences });
    const event = live<never>("Event", "e", {
      type: "Warning",
      reason: "FailedMount",
      message: 'MountVolume.SetUp failed for volume "config" : secret "database" not found',
      involvedObject: { kind: "Pod", name: "web-5c9d-x" },
    });
    const own = application("home-app", {
      resources: [{ kind: "Deployment", namespace: "app", name: "web" }],
    });
    const use = {
      cluster: home!,
      namespace: "app",
      name: "database",
      keys: ["password"],
      components: [],
      store: { kind: "bootstrap" },
    } as const;

    expect(likely({ live: own, pods: [pod], events: [event], secrets: [use] })).toEqual([
      "pod app/web-5c9d-x waits for Secret app/database, which is not there or lacks a key",
      "npm run secret -- set home/app/database",
    ]);
  });

  it("knows names that lead elsewhere", () => {
    const ingress = live<never>("Ingress", "web", {
      spec: { rules: [{ host: "web.house.example" }] },
      status: { loadBalancer: { ingress: [{ ip: "10.0.0.110" }] } },
    });
    expect(
      likely({ ingresses: [ingress], resolved: new Map([["web.house.example", "10.0.0.9"]]) }),
    ).toEqual([
      "web.house.example is 10.0.0.9 for this computer, and Ingress app/web answers at 10.0.0.110; it runs, but nobody finds it",
      "npm run hosts -- home",
    ]);
  });

  const gone = `its pin pin/home/app/${pin} is not on origin: it was never pushed, or somebody deleted it`;
  const moved = `its pin pin/home/app/${pin} stands on 99999999 on origin, which is not that pin: somebody moved or made it; nothing of that is deployed`;

  it.each([
    ["is gone", serverWith({}), gone],
    ["stands on something else", serverWith({ [tag]: "9".repeat(40) }), moved],
    ["cannot be asked for", { remote: "origin", lack: "no route to host" }, undefined],
  ])("tells of a pin that %s on the git server", (_, server, message) => {
    const told = message === undefined ? [] : [message, "npm run publish"];
    expect(likely({ server })).toEqual(told);
    const lost = incomparable(`fatal: remote error: upload-pack: not our ref ${pin}`);
    const unsure = `its pin ${pin} is not on the git server: the commit was pushed without it, or it came a moment ago`;
    expect(likely({ server, live: lost })).toEqual([message ?? unsure, "npm run publish"]);
  });

  it("prints the way, the likely cause with what says so, and the rest in a line each", () => {
    const own = incomparable("unable to resolve 'refs/tags/pin/home/app/1f' to a commit SHA");
    const found = facts({ live: own, hasHealthCheck: false });
    const text = debugText(found, diagnose(found));

    expect(text).toMatch(/^Application +home-app is Synced, Healthy\n/);
    expect(text).toContain(
      "likely cause: its pin pin/home/app/1f is not on the git server: the commit was pushed without it, or it came a moment ago\n  ComparisonError: unable",
    );
    expect(text).toContain("\nnext:\n  npm run publish\n");
    expect(text).toMatch(/\nalso: argocd-cm has no health check of kind Application: /);
  });
});
