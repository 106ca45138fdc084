import { argocdNamespace } from "../../lib/order/names.ts";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import type { SecretRequest } from "../../lib/model/secret.ts";
import { failure } from "../tell/failure.ts";
import type { Step } from "../run/step.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import { listOf } from "../kube/kubectl.ts";
import { filled, secretStep } from "./secret-steps.ts";
import { takeoverSteps } from "./takeover-steps.ts";

const name = "argocd-manager";
const namespace = "kube-system";
const tokenName = `${name}-token`;

/** As `argocd cluster add` makes them: an account that may do everything, and a token of it that does not expire. */
const account = [
  { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
  },
  {
    apiVersion: "v1",
    kind: "Secret",
    type: "kubernetes.io/service-account-token",
    metadata: {
      name: tokenName,
      namespace,
      annotations: { "kubernetes.io/service-account.name": name },
    },
  },
];

interface TokenSecret {
  readonly data?: { readonly token?: string; readonly "ca.crt"?: string };
}

/** The hub's Argo CD may manage the cluster, and knows it. */
export function hubSteps(member: Kubectl, hub: Kubectl, hubPlan: ClusterPlan): Step[] {
  const request = requestFor(member.cluster.name, hubPlan);
  const token = () => member.get<TokenSecret>("secret", tokenName, `--namespace=${namespace}`);
  const join = secretStep(
    hub,
    hubPlan,
    { namespace: argocdNamespace, name: request.name },
    async () => {
      const data = (await token())?.data;
      const values = {
        token: Buffer.from(data?.token ?? "", "base64").toString(),
        ca: data?.["ca.crt"] ?? "",
      };
      return filled(request, values);
    },
    request.keys,
  );
  return [
    {
      name: `${member.cluster.name}: lets the hub in`,
      host: "here",
      isDone: async () =>
        Boolean((await token())?.data?.token) && member.isApplied(account.slice(0, 2)),
      actions: () => [member.apply(listOf(account))],
      waitSeconds: 60,
      look: member.line("describe", "secret", tokenName, `--namespace=${namespace}`),
    },
    ...takeoverSteps(hub, request.name),
    {
      ...join,
      // A cluster that was made anew has other credentials under the same name.
      async isDone() {
        const stored = await hub.get<{ data?: Record<string, string> }>(
          "secret",
          request.name,
          `--namespace=${argocdNamespace}`,
        );
        const data = (await token())?.data;
        return (
          Boolean(data?.token) &&
          stored?.data?.["token"] === data?.token &&
          stored?.data?.["ca"] === Buffer.from(data?.["ca.crt"] ?? "").toString("base64")
        );
      },
    },
  ];
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
