import type { Claim, Event, IngressObject, Live } from "../kube/objects.ts";
import { conditionOf, placeOf } from "../kube/objects.ts";
import type { Rule } from "./cause.ts";
import type { Facts } from "./facts.ts";

function lastEvent(events: readonly Event[], { kind, metadata }: Live): string[] {
  const own = events.filter(
    ({ involvedObject }) => involvedObject.kind === kind && involvedObject.name === metadata.name,
  );
  return own.slice(-1).map(({ reason, message }) => `${reason}: ${message}`);
}

/** A claim has no volume. */
export const claimPending: Rule = ({ claims, kubectl, events, plan }) => {
  const claim = claims.find(({ status }) => status?.phase !== "Bound");
  if (!claim) return undefined;
  const { name, namespace = "" } = claim.metadata;
  return {
    message: `claim ${placeOf(claim)} has no volume of class ${classOf(claim)}`,
    evidence: lastEvent(events, claim),
    next: [
      kubectl.line("--namespace", namespace, "describe", "pvc", name),
      kubectl.line("get", "storageclasses"),
      `npm run health -- ${plan.cluster.name}`,
    ],
  };
};

function classOf({ spec }: Claim): string {
  return spec.storageClassName ?? "the cluster's default";
}

/** A certificate was not issued, or not renewed. */
export const certificateNotReady: Rule = ({ certificates, kubectl, live, ingresses }) => {
  const own = new Set([
    ...(live?.status?.resources ?? []).map(({ kind, name }) => `${kind}/${name}`),
    ...ingresses.map(({ metadata }) => `Ingress/${metadata.name}`),
  ]);
  const certificate = certificates.find(({ metadata, status }) => {
    const makers = metadata.ownerReferences ?? [];
    const isOwn =
      own.has(`Certificate/${metadata.name}`) ||
      makers.some(({ kind, name }) => own.has(`${kind}/${name}`));
    return isOwn && conditionOf(status?.conditions, "Ready")?.status !== "True";
  });
  if (!certificate) return undefined;
  const { name, namespace = "" } = certificate.metadata;
  const ready = conditionOf(certificate.status?.conditions, "Ready");
  return {
    message: `certificate ${placeOf(certificate)} is not ready`,
    evidence: [ready?.message ?? "cert-manager has not looked at it yet"],
    next: [
      kubectl.line("--namespace", namespace, "describe", "certificate", name),
      kubectl.line("--namespace", namespace, "get", "certificaterequests,orders,challenges"),
    ],
  };
};

/** A Service of type LoadBalancer, or an Ingress, has no address. */
export const addressMissing: Rule = ({ services, ingresses, kubectl, events, plan }) => {
  const service = services.find(
    ({ spec, status }) => spec.type === "LoadBalancer" && !status?.loadBalancer?.ingress?.length,
  );
  const object = service ?? ingresses.find(({ status }) => !status?.loadBalancer?.ingress?.length);
  if (!object) return undefined;
  const { name, namespace = "" } = object.metadata;
  const range = plan.cluster.loadBalancer;
  const from = range === undefined ? "" : ` (the cluster gives ${range})`;
  const message = service
    ? `Service ${placeOf(object)} gets no address: the load balancer does not run, or has none left${from}`
    : `Ingress ${placeOf(object)} gets no address: the ingress controller does not run or has none itself`;
  return {
    message,
    evidence: lastEvent(events, object),
    next: [
      kubectl.line("--namespace", namespace, "describe", object.kind.toLowerCase(), name),
      kubectl.line(
        "get",
        "services",
        "--all-namespaces",
        "--field-selector",
        "spec.type=LoadBalancer",
      ),
    ],
  };
};

/** A hostname leads elsewhere, or nowhere. */
export const wrongName: Rule = (facts) => {
  for (const ingress of facts.ingresses) {
    const address = ingress.status?.loadBalancer?.ingress?.[0]?.ip;
    for (const { host } of ingress.spec.rules ?? []) {
      if (!host || !address) continue;
      const resolved = facts.resolved.get(host);
      if (resolved === address) continue;
      return nameCause(host, address, resolved, ingress, facts);
    }
  }
  return undefined;
};

function nameCause(
  host: string,
  address: string,
  resolved: string | undefined,
  ingress: IngressObject,
  { plan }: Facts,
) {
  const is = resolved === undefined ? "has no address" : `is ${resolved}`;
  return {
    message: `${host} ${is} for this computer, and Ingress ${placeOf(ingress)} answers at ${address}; it runs, but nobody finds it`,
    next: [`npm run hosts -- ${plan.cluster.name}`, `npm run health -- ${plan.cluster.name}`],
  };
}
