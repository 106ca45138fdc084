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
  const { className, issuer } = scope.cluster.ingress ?? {};
  new k8s.KubeIngress(scope, `${service}-ingress`, {
    metadata: {
      name: service,
      annotations: issuer ? certificatesOf(scope, issuer) : undefined,
    },
    spec: {
      ingressClassName: className,
      tls: issuer ? [{ hosts: [host], secretName: `${service}-tls` }] : undefined,
      rules: [
        {
          host,
          http: {
            paths: [
              {
                path,
                pathType: "Prefix",
                backend: {
                  service: {
                    name: service,
                    port: typeof port === "string" ? { name: port } : { number: port },
                  },
                },
              },
            ],
          },
        },
      ],
    },
  });
}

/** Nobody signs where there is no issuer; synth says so. */
function certificatesOf(scope: Scope, issuer: string): Record<string, string> | undefined {
  if (!scope.has("certificate-issuer")) return undefined;
  return { ...scope.from("certificate-issuer").ingressAnnotations(issuer) };
}
