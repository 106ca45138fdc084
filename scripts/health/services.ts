import { plural } from "../../lib/problem.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import type { EndpointSlice, Service } from "../kube/objects.ts";
import { placeOf } from "../kube/objects.ts";
import type { Finding, Section } from "./finding.ts";

/** Every Service has somebody ready behind it, and an address where it asks for one. */
export function serviceSection(
  services: readonly Service[],
  slices: readonly EndpointSlice[],
  kubectl: Kubectl,
): Section {
  const ready = new Set(slices.filter(isReady).map(serviceOf));
  const findings = services.flatMap((service): Finding[] => {
    const { name, namespace = "" } = service.metadata;
    const subject = `Service ${placeOf(service)}`;
    const found: Finding[] = [];
    // Without a selector somebody else says who stands behind it.
    if (service.spec.selector && !ready.has(placeOf(service))) {
      const message = "has no ready endpoint: nobody answers";
      const selector = Object.entries(service.spec.selector).map(
        ([key, value]) => `${key}=${value}`,
      );
      const next = kubectl.line(
        "--namespace",
        namespace,
        "get",
        "pods",
        "--selector",
        selector.join(","),
      );
      found.push({ level: "error", subject, message, next });
    }
    if (service.spec.type === "LoadBalancer" && !service.status?.loadBalancer?.ingress?.length) {
      const message = "waits for an address: the load balancer does not run or has none left";
      const next = kubectl.line("--namespace", namespace, "describe", "service", name);
      found.push({ level: "error", subject, message, next });
    }
    return found;
  });
  return { title: "services", looked: plural(services.length, "Service"), findings };
}

function isReady({ endpoints }: EndpointSlice): boolean {
  return (endpoints ?? []).some(({ conditions }) => conditions?.ready !== false);
}

function serviceOf({ metadata }: EndpointSlice): string {
  return `${metadata.namespace}/${metadata.labels?.["kubernetes.io/service-name"]}`;
}
