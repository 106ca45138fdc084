import type { Chart } from "cdk8s";
import { Cluster } from "../../../imports/crds/postgresql.cnpg.io/cluster.ts";
import { k8s } from "../../../lib/kubernetes/constructs.ts";
import { podsOf, policyPort } from "../app/network.ts";
import type { PostgresOperator, PostgresRequest } from "./operator.ts";
import { databaseSize } from "./options.ts";

/** One of CloudNativePG's own: it runs as their user, with their programs. */
const postgres18 = "ghcr.io/cloudnative-pg/postgresql:18.4-standard-trixie";
/** Of PostgreSQL, and of what the operator asks an instance and the instances each other. */
const ports = [5432, 8000];

/** Has the operator in this namespace make databases that run this image. */
export function clusterOf(operator: string, image = postgres18): PostgresOperator["database"] {
  return (scope, request) => {
    const { name, database, user, instances, size, storageClass } = request;
    const { requests = databaseSize.requests, limits = databaseSize.limits } = request;
    new Cluster(scope, `${name}-cluster`, {
      metadata: { name },
      spec: {
        instances,
        imageName: image,
        bootstrap: { initdb: { database, owner: user } },
        storage: { size, storageClass },
        resources: { requests, limits },
        // Of one alone it would let no node be drained.
        enablePDB: instances > 1,
      },
    });
    const pods = { "cnpg.io/cluster": name };
    policy(scope, request, pods, operator);
    return { host: `${name}-rw`, password: { secret: `${name}-app`, key: "password" }, pods };
  };
}

/** Who uses the database opens the way for itself. */
function policy(
  scope: Chart,
  { name }: PostgresRequest,
  pods: Record<string, string>,
  operator: string,
): void {
  const from = [
    podsOf({ app: "cloudnative-pg", namespace: operator }),
    { podSelector: { matchLabels: pods } },
  ];
  new k8s.KubeNetworkPolicy(scope, `${name}-instances`, {
    metadata: { name },
    spec: {
      podSelector: { matchLabels: pods },
      policyTypes: ["Ingress"],
      ingress: [{ from, ports: ports.map((port) => policyPort(port)) }],
    },
  });
}
