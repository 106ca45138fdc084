import { k8s } from "../../lib/kubernetes/constructs.ts";
import { recordAnnotations } from "./dns.ts";
import type { Scope } from "../../lib/model/scope.ts";

export interface IngressOptions {
  readonly service: string;
  readonly port: string | number;
  readonly host: string;
  /** With everything below it. @default "/" */
  readonly path?: string;
  /** Where its name leads, for example to a tunnel. @default the address that serves the cluster's Ingress objects */
  readonly target?: string;
}

/** An Ingress of the cluster's class with a certificate of the cluster's issuer; the cluster's DNS reads its host. */
export function ingress(
  scope: Scope,
  { service, port, host, path = "/", target }: IngressOptions,
): void {
  const { className, issuer } = scope.cluster.ingress ?? {};
  new k8s.KubeIngress(scope, `${service}-ingress`, {
    metadata: {
      name: service,
      annotations: annotationsOf(scope, issuer, target),
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

function annotationsOf(
  scope: Scope,
  issuer: string | undefined,
  target: string | undefined,
): Record<string, string> | undefined {
  const annotations = {
    ...(issuer && certificatesOf(scope, issuer)),
    ...(target && recordAnnotations(scope, { target })),
  };
  return Object.keys(annotations).length > 0 ? annotations : undefined;
}

/** Nobody signs where there is no issuer; synth says so. */
function certificatesOf(scope: Scope, issuer: string): Record<string, string> | undefined {
  if (!scope.has("certificate-issuer")) return undefined;
  return { ...scope.from("certificate-issuer").ingressAnnotations(issuer) };
}
