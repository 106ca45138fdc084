import type { HttpIngressPath } from "../../lib/kubernetes/constructs.ts";
import { k8s } from "../../lib/kubernetes/constructs.ts";
import type { Scope } from "../../lib/model/scope.ts";

export interface IngressOptions {
  readonly service: string;
  readonly port: string | number;
  readonly host: string;
  /** With everything below it. @default "/" */
  readonly path?: string;
}

/** An Ingress of the cluster's class with a certificate of the cluster's issuer; external-dns reads its host. */
export function ingress(scope: Scope, { service, port, host, path = "/" }: IngressOptions): void {
  ingressOf(scope, service, { [host]: { [path]: port } });
}

/** The same for several hosts: to each path the port that answers there. */
export function ingressOf(
  scope: Scope,
  service: string,
  hosts: Readonly<Record<string, Readonly<Record<string, string | number>>>>,
): void {
  const { className, issuer } = scope.cluster.ingress ?? {};
  new k8s.KubeIngress(scope, `${service}-ingress`, {
    metadata: {
      name: service,
      annotations: issuer ? certificatesOf(scope, issuer) : undefined,
    },
    spec: {
      ingressClassName: className,
      tls: issuer ? [{ hosts: Object.keys(hosts), secretName: `${service}-tls` }] : undefined,
      rules: Object.entries(hosts).map(([host, ports]) => ({
        host,
        http: { paths: Object.entries(ports).map(([path, port]) => pathTo(service, path, port)) },
      })),
    },
  });
}

function pathTo(service: string, path: string, port: string | number): HttpIngressPath {
  const to = typeof port === "string" ? { name: port } : { number: port };
  return { path, pathType: "Prefix", backend: { service: { name: service, port: to } } };
}

/** Nobody signs where there is no issuer; synth says so. */
function certificatesOf(scope: Scope, issuer: string): Record<string, string> | undefined {
  if (!scope.has("certificate-issuer")) return undefined;
  return { ...scope.from("certificate-issuer").ingressAnnotations(issuer) };
}
