import { Bundle } from "../../imports/crds/trust.cert-manager.io/bundle.ts";
import { defineComponent } from "../../lib/model/component.ts";
import { namespaceName, trustManagerKinds } from "../parts/kinds/trust-manager.ts";
import { monitored } from "../parts/monitoring.ts";

export interface TrustManagerOptions {
  /** Namespaces that get it. @default all of the cluster's components and environments */
  readonly namespaces?: readonly string[];
}

const name = "trust-manager";
const resources = { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "128Mi" } };

/**
 * Hands out whom to trust: ConfigMap `authorities` with key `ca.crt` in every namespace, which holds the public
 * authorities and the cluster's own. An app mounts it where its image reads certificates.
 */
export const trustManager = defineComponent({
  name,
  layer: "security",
  about: { docs: "https://cert-manager.io/docs/trust/trust-manager/" },
  // It reads the authority where cert-manager keeps it.
  namespace: "cert-manager",
  podSecurity: "restricted",
  needs: { "certificate-issuer": "its webhook has a certificate, and what it hands out is there" },
  chart: name,
  kinds: trustManagerKinds,

  values: (scope) => ({
    app: {
      trust: { namespace: scope.namespace },
      metrics: { service: { servicemonitor: { enabled: monitored(scope) } } },
    },
    podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    defaultPackage: { resources },
    resources,
  }),

  objects(scope, { namespaces = scope.namespaces }: TrustManagerOptions) {
    const { authority } = scope.from("certificate-issuer");
    if (!authority)
      scope.complain(
        'has no authority of its own to hand out; set authority of cert-manager to "local" or "own", or leave it out: public ones are in every image',
      );
    new Bundle(scope, "authorities", {
      metadata: { name: "authorities" },
      spec: {
        sources: [
          { useDefaultCAs: true },
          ...(authority ? [{ secret: { name: authority, key: "tls.crt" } }] : []),
        ],
        target: {
          configMap: { key: "ca.crt" },
          namespaceSelector: {
            matchExpressions: [{ key: namespaceName, operator: "In", values: [...namespaces] }],
          },
        },
      },
    });
  },
});
