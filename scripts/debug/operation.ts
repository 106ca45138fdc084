import { argocdNamespace } from "../../lib/order/names.ts";
import type { SyncedResource } from "../kube/application.ts";
import { secondsSince, span } from "../kube/time.ts";
import type { Cause, Rule } from "./cause.ts";
import { describe } from "./comparison.ts";
import type { Facts } from "./facts.ts";

/** A hook that takes longer than this is looked at. */
const hookSeconds = 60;

/** A sync waits for a Job that does not end. */
export const hookHangs: Rule = (facts) => {
  const { live, kubectl, now } = facts;
  const operation = live?.status?.operationState;
  if (operation?.phase !== "Running") return undefined;
  const hook = operation.syncResult?.resources?.find(isRunning);
  const since = operation.startedAt ? secondsSince(operation.startedAt, now) : 0;
  if (!hook || since < hookSeconds) return undefined;
  const namespace = hook.namespace ?? "";
  const inNamespace = ["--namespace", namespace];
  return {
    message: `its ${hook.hookType} hook ${hook.kind} ${namespace}/${hook.name} has been running for ${span(since)}; no newer push is looked at before its attempts have ended`,
    evidence: [operation.message ?? ""].filter(Boolean),
    next: [
      kubectl.line(
        ...inNamespace,
        "logs",
        `${hook.kind.toLowerCase()}/${hook.name}`,
        "--all-containers",
      ),
      kubectl.line(...inNamespace, "describe", hook.kind.toLowerCase(), hook.name),
      `argocd app terminate-op ${facts.name} --core`,
    ],
  };
};

function isRunning({ hookType, hookPhase }: SyncedResource): boolean {
  return Boolean(hookType) && hookPhase === "Running";
}

/** The API server refused what Argo CD applied. */
export const syncRefused: Rule = (facts) => {
  const operation = facts.live?.status?.operationState;
  const isRetried = operation?.phase === "Running" && (operation.retryCount ?? 0) > 0;
  if (!operation || !(isRetried || ["Failed", "Error"].includes(operation.phase))) return undefined;
  const refused = (operation.syncResult?.resources ?? []).filter(isRefused);
  const lines = refused.map(({ kind, namespace, name, message }) => {
    const place = namespace ? `${namespace}/${name}` : name;
    return `${kind} ${place}: ${message ?? ""}`;
  });
  const evidence = lines.length > 0 ? lines.slice(0, 5) : [operation.message ?? ""];
  const text = [...lines, operation.message ?? ""].join("\n");
  const known = refusals.find(([pattern]) => pattern.test(text));
  if (known) return { evidence, ...known[1](facts, text, refused) };
  const tries = isRetried ? `, and is tried again (${operation.retryCount} times so far)` : "";
  return { message: `its sync fails${tries}`, evidence, next: [describe(facts)] };
};

function isRefused({ status, hookPhase }: SyncedResource): boolean {
  return status === "SyncFailed" || hookPhase === "Failed" || hookPhase === "Error";
}

type Words = (
  facts: Facts,
  text: string,
  refused: readonly SyncedResource[],
) => Pick<Cause, "message" | "next">;

/** The API server's words, and what is behind them. */
const refusals: readonly (readonly [RegExp, Words])[] = [
  [
    /failed calling webhook|failed to call webhook/,
    ({ kubectl }, text) => {
      const webhook = /webhook "([^"]+)"/.exec(text)?.[1] ?? "";
      const [, service, namespace] = /https:\/\/([\w-]+)\.([\w-]+)\.svc/.exec(text) ?? [];
      const at = namespace ? ["--namespace", namespace] : ["--all-namespaces"];
      return {
        message: `the admission webhook ${webhook} does not answer; the sync is tried again by itself once it does`,
        next: [
          kubectl.line(...at, "get", "pods"),
          ...(service ? [kubectl.line(...at, "get", "endpointslices")] : []),
        ],
      };
    },
  ],
  [
    /field is immutable|updates to statefulset spec for fields other than|may not be changed|cannot be updated/i,
    ({ kubectl }, _, refused) => ({
      message:
        "a field changed that cannot be changed in place: the object has to be made anew, its pods can stay",
      next: refused.map(({ kind, namespace = "", name }) =>
        kubectl.line(
          "--namespace",
          namespace,
          "delete",
          kind.toLowerCase(),
          name,
          "--cascade=orphan",
        ),
      ),
    }),
  ],
  [
    /no matches for kind|could not find the requested resource|resource mapping not found|ensure CRDs are installed/i,
    ({ kubectl }, text) => {
      const kind = /kind "?(\w+)"?/.exec(text)?.[1];
      return {
        message: `the cluster does not know ${kind ? `kind ${kind}` : "one of its kinds"}: the definition is not there yet, or was deleted`,
        next: [kubectl.line("get", "customresourcedefinitions"), "npm run health"],
      };
    },
  ],
  [
    /Shared resource found|is part of applications|already (?:managed|tracked) by/i,
    ({ kubectl }, _, refused) => ({
      message: "another Application still owns one of its objects; hand it over when that is meant",
      next: refused.map(({ kind, namespace = "", name }) =>
        kubectl.line(
          "--namespace",
          namespace,
          "annotate",
          kind.toLowerCase(),
          name,
          "argocd.argoproj.io/tracking-id-",
        ),
      ),
    }),
  ],
  [
    /violates PodSecurity/,
    ({ plan, planned }) => ({
      message:
        "the namespace's Pod Security level does not allow its pods; set podSecurity of the component",
      next: [`npm run synth -- --explain ${plan.cluster.name}/${planned?.name ?? ""}`],
    }),
  ],
  [
    /exceeded quota/,
    ({ kubectl, planned }) => ({
      message: "a ResourceQuota leaves no room for it",
      next: [
        kubectl.line(
          "--namespace",
          planned?.component.namespace ?? "",
          "describe",
          "resourcequota",
        ),
      ],
    }),
  ],
  [
    /namespaces "[^"]+" not found/,
    ({ plan }) => ({
      message: "its namespace is not there",
      next: [`npm run debug -- ${plan.cluster.name}/namespaces`],
    }),
  ],
  [
    /Too long: (?:must|may not)|metadata\.annotations: Too long/i,
    (facts) => ({
      message:
        "an object is too large to be applied by the client; Strata's Applications apply at the server",
      next: [describe(facts)],
    }),
  ],
];

/** Whom the root says it waits for, by the name as Argo CD knows it. */
export function awaited(message = ""): string | undefined {
  return /waiting for healthy state of argoproj\.io\/Application\/([\w.-]+)/.exec(message)?.[1];
}

/** Seconds after which the root has surely been woken by a change of health. */
const wakeSeconds = 45;

/** The root sleeps through the health of its children: its controller learned of the check while it ran. */
export const wokenTooLate: Rule = ({ root, all, deployer, now }) => {
  const operation = root?.status?.operationState;
  const name = operation?.phase === "Running" ? awaited(operation.message) : undefined;
  const { sync, health, operationState } = (name && all.get(name)?.status) || {};
  if (sync?.status !== "Synced" || health?.status !== "Healthy") return undefined;
  const times = [health.lastTransitionTime, operationState?.finishedAt].filter(
    (one) => one !== undefined,
  );
  const since = Math.min(...times.map((time) => secondsSince(time, now)));
  if (!(since > wakeSeconds)) return undefined;
  return {
    message: `the root waits for ${name}, which has been Healthy for ${span(since)}: the controller was given the health check while it ran, so waves move at its resync only, two minutes each; a restart cures it`,
    next: [
      deployer.line(
        "--namespace",
        argocdNamespace,
        "rollout",
        "restart",
        "statefulset",
        "argocd-application-controller",
      ),
    ],
  };
};

/** argocd-cm lacks what orders the waves. */
export const noHealthCheck: Rule = ({ hasHealthCheck, deployer, live }) => {
  if (hasHealthCheck || !live) return undefined;
  return {
    message:
      "argocd-cm has no health check of kind Application: waves order nothing until the one of docs/order.md is there, and the controller was restarted after it",
    next: [
      deployer.line(
        "--namespace",
        argocdNamespace,
        "get",
        "configmap",
        "argocd-cm",
        "--output",
        "yaml",
      ),
      `npm run bootstrap -- ${deployer.cluster.name}`,
    ],
  };
};
