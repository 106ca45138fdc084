import { conditionOf } from "../health.ts";
import type { KubeObject } from "../kube.ts";
import { isAvailable } from "./available.ts";
import { podsOf } from "./made.ts";
import type { Row, World } from "./row.ts";
import { writeUnsealed } from "./sealed-secrets.ts";
import { writeProducts } from "./secrets.ts";

interface ConditionRow {
  readonly kind: string;
  /** The condition that says it works. */
  readonly condition: "Ready" | "Synced" | "Available";
  readonly isServed: (object: KubeObject, world: World) => boolean;
  /** Done before the condition is set; not now where it answers false. */
  readonly before?: (object: KubeObject, world: World) => Promise<unknown>;
}

/** A controller that reports by one condition: True when it is done, False when it cannot. */
function byCondition({ kind, condition, isServed, before }: ConditionRow): Row {
  const report = (object: KubeObject, { view }: World, status: "True" | "False") => {
    const { generation: observedGeneration } = object.metadata;
    const reason = status === "True" ? "Done" : "Refused";
    const lastTransitionTime = new Date().toISOString();
    const told = { type: condition, status, reason, message: "by the stand-in" };
    const conditions = [{ ...told, lastTransitionTime, observedGeneration }];
    const body = { status: { conditions, ...extraStatus(object) } };
    return view.kube.patch(`${view.pathOf(object)}/status`, body);
  };
  return {
    kind,
    name: kind,
    isServed,
    isDone: ({ metadata, status }) => {
      const found = conditionOf(status, condition);
      return found?.status === "True" && found.observedGeneration === metadata.generation;
    },
    async act(object, world) {
      if ((await before?.(object, world)) === false) return false;
      return report(object, world, "True");
    },
    breakDown: (object, world) => report(object, world, "False"),
  };
}

/** Fields that the definitions of some kinds demand beside the conditions. */
function extraStatus({ kind, metadata, spec }: KubeObject): object {
  if (kind === "SealedSecret") return { observedGeneration: metadata.generation };
  if (!/^(Prometheus|PrometheusAgent|Alertmanager)$/.test(kind)) return {};
  const replicas = (spec?.replicas as number | undefined) ?? 1;
  const counts = { replicas, availableReplicas: replicas, updatedReplicas: replicas };
  return { ...counts, unavailableReplicas: 0, paused: false };
}

/** A namespaced reference by kind and name, with the kind that it means when it does not say. */
function isReady(
  { view }: World,
  group: string,
  usual: string,
  object: KubeObject,
  reference: { readonly kind?: string; readonly name: string },
): boolean {
  const { kind = usual, name } = reference;
  const namespace = kind.startsWith("Cluster") ? "" : object.metadata.namespace!;
  const found = view.find(`${group}/${kind}`, namespace, name);
  return conditionOf(found?.["status"], "Ready")?.status === "True";
}

const certManager = (kind: string): Pick<ConditionRow, "kind" | "isServed"> => ({
  kind: `cert-manager.io/${kind}`,
  isServed: (_, { controllers }) => controllers.serves(`cert-manager.io/${kind}`),
});

const externalSecrets = (kind: string): Pick<ConditionRow, "kind" | "isServed"> => ({
  kind: `external-secrets.io/${kind}`,
  isServed: (_, { controllers }) => controllers.serves(`external-secrets.io/${kind}`),
});

/** The Prometheus operator comes with the objects it works on; its kinds come from another chart. */
const prometheusOperator = (kind: string): ConditionRow => ({
  kind: `monitoring.coreos.com/${kind}`,
  condition: "Available",
  isServed: (object, { controllers }) => controllers.runsBeside(object),
  before: runPods,
});

/** Runs what its controller would for an object; answers false until that is available. */
async function runPods(object: KubeObject, { plan, view }: World): Promise<boolean> {
  const { apiVersion, kind } = object;
  const { name, namespace = "", uid } = object.metadata;
  const owner = { apiVersion, kind, name, uid };
  const pods = plan.index.kinds.of(object).flatMap((facts) => facts.pods?.(object) ?? []);
  const made = pods.map((one, i) => {
    const number = i === 0 ? "" : `-${i}`;
    return podsOf(`${kind.toLowerCase()}-${name}${number}`, namespace, one, owner);
  });
  for (const { path, object: workload } of made) await view.kube.apply(path, workload);
  const found = made.map(({ object: workload }) => {
    const { kind: own, metadata } = workload as KubeObject;
    return view.find(`apps/${own}`, namespace, metadata.name);
  });
  return found.every((workload) => workload !== undefined && isAvailable(workload));
}

export const customRows: readonly Row[] = [
  byCondition({ ...certManager("ClusterIssuer"), condition: "Ready" }),
  byCondition({ ...certManager("Issuer"), condition: "Ready" }),
  byCondition({
    ...certManager("Certificate"),
    condition: "Ready",
    isServed: (object, world) =>
      world.controllers.serves("cert-manager.io/Certificate") &&
      isReady(world, "cert-manager.io", "Issuer", object, object["spec"].issuerRef),
    before: writeProducts,
  }),
  byCondition({ ...externalSecrets("ClusterSecretStore"), condition: "Ready" }),
  byCondition({ ...externalSecrets("SecretStore"), condition: "Ready" }),
  byCondition({
    ...externalSecrets("ExternalSecret"),
    condition: "Ready",
    isServed: (object, world) =>
      world.controllers.serves("external-secrets.io/ExternalSecret") &&
      isReady(world, "external-secrets.io", "SecretStore", object, object["spec"].secretStoreRef),
    before: writeProducts,
  }),
  byCondition({
    kind: "bitnami.com/SealedSecret",
    condition: "Synced",
    isServed: (_, { controllers }) => controllers.serves("bitnami.com/SealedSecret"),
    before: writeUnsealed,
  }),
  ...["Prometheus", "PrometheusAgent", "Alertmanager"].map((kind) =>
    byCondition(prometheusOperator(kind)),
  ),
];
