import assert from "node:assert/strict";
import { argocdNamespace } from "../../../lib/order/names.ts";
import { hubSteps } from "../../../scripts/bootstrap/hub-steps.ts";
import { claimsOf } from "../../../scripts/kube/hub-token.ts";
import type { Kube, KubeObject } from "../kube.ts";
import { define, object } from "../longhorn.ts";
import { until } from "../wait.ts";
import { onControlPlane } from "./control-plane-alone.ts";
import type { Scenario } from "./scenario.ts";
import { planOf } from "../plans.ts";

const [hubName, taken, lost] = ["management", "production", "edge"];
const owner = "management-argo-cd";
const base = `/api/v1/namespaces/${argocdNamespace}/secrets`;
const endless = "/api/v1/namespaces/kube-system/secrets/argocd-manager-token";
const stores = `/apis/external-secrets.io/v1/namespaces/${argocdNamespace}/externalsecrets`;
const applications = `/apis/argoproj.io/v1alpha1/namespaces/${argocdNamespace}/applications`;

/** A hub of an earlier Strata keeps its members: on a real API server and garbage collector, with Argo CD's part played. */
export const takeover: Scenario = {
  name: "takeover",
  seconds: 60,
  shows: "the bootstrap takes over what an ExternalSecret made, by which the hub knows a member",
  isLong: true,
  run: (context) =>
    onControlPlane(context, [hubName, taken], async ({ server, kubectl, run }) => {
      const { kube } = server;
      const { say } = context;
      await earlier(kube);
      const stop = playArgoCd(kube);
      try {
        // What becomes of a member without its bootstrap, so that this can fail.
        await kube.delete(`${stores}/cluster-${lost}`);
        await until("the end of a Secret with its owner", () => isGone(kube, lost), 90);
        say("a Secret whose ExternalSecret is pruned goes with it");
        const hub = context.fleet.clusters.find(({ name }) => name === hubName)!;
        const steps = () => hubSteps(kubectl(taken), kubectl(hub.name), planOf(hub));
        let isWatched = true;
        const missed = watchFor(kube, () => isWatched);
        await run(steps());
        isWatched = false;
        assert.equal(await missed, 0, "looks that did not find the Secret");
        const secret = await kube.get(`${base}/cluster-${taken}`);
        assert.equal(secret?.metadata.ownerReferences, undefined);
        assert.equal(secret?.metadata.labels?.["argocd.argoproj.io/secret-type"], "cluster");
        assert.notEqual(decoded(secret, "token"), "of the store");
        assert.ok(decoded(secret, "config").includes(decoded(secret, "token")));
        const claims = claimsOf(decoded(secret, "token"))!;
        assert.equal(claims.exp! - claims.iat!, 365 * 86_400);
        assert.equal(await kube.get(endless), undefined);
        say("its token ends in a year, and the one without end is gone");
        assert.equal(await kube.get(`${stores}/cluster-${taken}`), undefined);
        say("the other is the bootstrap's, was there all the time, and nothing makes it any more");
        const { resourceVersion } = secret.metadata;
        await run(steps());
        const again = await kube.get(`${base}/cluster-${taken}`);
        assert.equal(again?.metadata.resourceVersion, resourceVersion);
        say("a second run changes nothing");
        await kube.delete("/api/v1/namespaces/kube-system/serviceaccounts/argocd-manager");
        await run(steps());
        const held = await kube.get(`${base}/cluster-${taken}`);
        const anew = claimsOf(decoded(held, "token"))!;
        assert.notEqual(anew.uid, claims.uid);
        say("without its account the token is worth nothing, and the next run gives another");
      } finally {
        stop();
      }
    }),
};

/** What the hub had: an ExternalSecret of git for each member, and the Secret that it made. */
async function earlier(kube: Kube): Promise<void> {
  await define(kube, "external-secrets.io", "v1", "ExternalSecret", "externalsecrets");
  await define(kube, "argoproj.io", "v1alpha1", "Application", "applications");
  await kube.apply(
    `/api/v1/namespaces/${argocdNamespace}`,
    object("v1", "Namespace", argocdNamespace),
  );
  await until("kinds", () => put(kube, applications, applicationWith({})), 30);
  await kube.apply(endless, object("v1", "Secret", "argocd-manager-token", { type: "Opaque" }));
  for (const member of [taken, lost]) {
    const name = `cluster-${member}`;
    const id = `${owner}:external-secrets.io/ExternalSecret:${argocdNamespace}/${name}`;
    const metadata = { name, annotations: { "argocd.argoproj.io/tracking-id": id } };
    const store = object("external-secrets.io/v1", "ExternalSecret", name, { metadata });
    await until("kinds", () => put(kube, stores, store), 30);
    const { uid } = (await kube.get(`${stores}/${name}`))!.metadata;
    const ownerReference = {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      name,
      uid,
      controller: true,
      blockOwnerDeletion: true,
    };
    const labels = { "argocd.argoproj.io/secret-type": "cluster" };
    const stringData = { name: member, token: "of the store", ca: "b2xk", config: "{}" };
    const secret = object("v1", "Secret", name, {
      metadata: { name, labels, ownerReferences: [ownerReference] },
      stringData,
    });
    assert.ok(await put(kube, base, secret));
  }
}

function applicationWith(more: object): object {
  const resource = { group: "external-secrets.io", kind: "ExternalSecret", status: "Synced" };
  const resources = [{ ...resource, name: `cluster-${taken}`, ...more }];
  return object("argoproj.io/v1alpha1", "Application", owner, { spec: {}, status: { resources } });
}

async function put(kube: Kube, path: string, one: object): Promise<boolean> {
  const { name } = (one as KubeObject).metadata;
  return (await kube.apply(`${path}/${name}`, one)) < 300;
}

/** It learns after a while that git has no ExternalSecrets, and prunes what it may, again and again. */
function playArgoCd(kube: Kube): () => void {
  const sync = async (): Promise<void> => {
    await put(kube, applications, applicationWith({ requiresPruning: true, status: "OutOfSync" }));
    const path = `${stores}/cluster-${taken}`;
    const live = await kube.get(path);
    const options = live?.metadata.annotations?.["argocd.argoproj.io/sync-options"];
    if (live && options !== "Prune=false") await kube.delete(path);
  };
  let timer: NodeJS.Timeout | undefined;
  // It begins when the bootstrap has begun: the other way round the Secret is gone before.
  const begin = setInterval(() => {
    void kube.get(`${stores}/cluster-${taken}`).then((live) => {
      if (!live?.metadata.annotations?.["argocd.argoproj.io/sync-options"] || timer) return;
      timer = setInterval(() => void sync(), 500);
    });
  }, 200);
  return () => {
    clearInterval(begin);
    clearInterval(timer);
  };
}

async function isGone(kube: Kube, member: string): Promise<boolean> {
  return (await kube.get(`${base}/cluster-${member}`)) === undefined;
}

/** How often the Secret was not there. */
async function watchFor(kube: Kube, isOn: () => boolean): Promise<number> {
  let missed = 0;
  while (isOn()) {
    if (await isGone(kube, taken)) missed += 1;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return missed;
}

function decoded(secret: KubeObject | undefined, key: string): string {
  const data = secret?.["data"] as Readonly<Record<string, string>> | undefined;
  return Buffer.from(data?.[key] ?? "", "base64").toString();
}
