import { argocdNamespace } from "../../lib/order/names.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import type { SecretRequest } from "../../lib/model/secret.ts";
import { failure } from "../tell/failure.ts";
import type { Step } from "../run/step.ts";
import { claimsOf, isDue } from "../kube/hub-token.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import { listOf } from "../kube/kubectl.ts";
import { filled, secretStep } from "./secret-steps.ts";
import { takeoverSteps } from "./takeover-steps.ts";

const name = "argocd-manager";
const namespace = "kube-system";
const inside = `--namespace=${namespace}`;
/** Where Strata once kept a token of the account that did not end. */
const endlessToken = `${name}-token`;

/** A year, of which the last third is for renewing it; the API server may give less. */
const duration = "8760h";

/**
 * The account of `argocd cluster add`. It may do everything: who installs operators writes roles, and so could give
 * itself whatever a narrower one left out.
 */
const account = [
  { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  },
];

/** The hub's Argo CD may manage the cluster, and knows it, for a time that each run extends when it nears its end. */
export function hubSteps(member: Kubectl, hub: Kubectl, hubPlan: ClusterPlan): Step[] {
  const request = requestFor(member.cluster.name, hubPlan);
  const names = { namespace: argocdNamespace, name: request.name };
  const content = async () =>
    filled(request, {
      token: (await member.run(["create", "token", name, inside, `--duration=${duration}`])).trim(),
      ca: (await authorityOf(member)) ?? "",
    });
  return [
    {
      name: `${member.cluster.name}: lets the hub in`,
      host: "here",
      isDone: () => member.isApplied(account),
      actions: () => [member.apply(listOf(account))],
      look: member.line("describe", "serviceaccount", name, inside),
    },
    ...takeoverSteps(hub, request.name),
    {
      ...secretStep(hub, hubPlan, names, content, request.keys),
      isDone: async () => isCurrent(member, await storedIn(hub, request.name)),
    },
    {
      name: `${member.cluster.name}: no token of the hub is without end`,
      host: "here",
      isDone: async () => (await member.get("secret", endlessToken, inside)) === undefined,
      actions: () => [
        { argv: member.argv("delete", "secret", endlessToken, inside, "--ignore-not-found") },
      ],
      look: member.line("describe", "secret", endlessToken, inside),
    },
  ];
}

interface Stored {
  readonly token: string;
  readonly ca: string;
}

async function storedIn(hub: Kubectl, secret: string): Promise<Stored> {
  const found = await hub.get<{ data?: Record<string, string> }>(
    "secret",
    secret,
    `--namespace=${argocdNamespace}`,
  );
  const read = (key: string): string => Buffer.from(found?.data?.[key] ?? "", "base64").toString();
  return { token: read("token"), ca: read("ca") };
}

/** A cluster that was made anew has another account and another authority under the same names. */
async function isCurrent(member: Kubectl, { token, ca }: Stored): Promise<boolean> {
  const claims = claimsOf(token);
  if (!claims || isDue(claims, new Date())) return false;
  const live = await member.get<{ metadata: { uid: string } }>("serviceaccount", name, inside);
  return live?.metadata.uid === claims.uid && ca === (await authorityOf(member));
}

/** The certificate of its API server's authority, in base64, as the cluster gives it to each of its namespaces. */
async function authorityOf(member: Kubectl): Promise<string | undefined> {
  const found = await member.get<{ data?: Record<string, string> }>(
    "configmap",
    "kube-root-ca.crt",
    inside,
  );
  const text = found?.data?.["ca.crt"];
  return text === undefined ? undefined : Buffer.from(text).toString("base64");
}

/** What the hub's Argo CD asks for, for this cluster. */
function requestFor(cluster: string, hubPlan: ClusterPlan): SecretRequest {
  const found = hubPlan.components
    .flatMap(({ secrets }) => secrets)
    .find(
      ({ labels, template }) =>
        labels?.["argocd.argoproj.io/secret-type"] === "cluster" && template?.["name"] === cluster,
    );
  if (found) return found;
  const message = `the Argo CD of ${hubPlan.cluster.name} does not list ${cluster} among its clusters; add it there`;
  throw failure(cluster, message);
}
