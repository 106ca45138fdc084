import { defineComponent } from "../../lib/model/component.ts";
import { artifactsIn, beside, restricted, workflowKinds } from "../parts/argo-workflows.ts";
import { ingress } from "../parts/ingress.ts";
import { monitored } from "../parts/monitoring.ts";

export interface ArgoWorkflowsOptions {
  /** Hostname of its web interface. */
  readonly host: string;
  /** Namespaces whose ServiceAccount `argo-workflow` may run workflows. @default its own */
  readonly namespaces?: readonly string[];
  /** Bucket of the cluster's object storage that keeps artifacts and logs of what has run. @default they go with the pods */
  readonly bucket?: string;
  /** How long a workflow that has ended is kept, in seconds. @default 604800, a week */
  readonly keepSeconds?: number;
}

const namespace = "argo";
const service = "argo-workflows-server";
const port = 2746;
const resources = { requests: { cpu: "20m", memory: "64Mi" } };

/** Runs workflows, by schedule too. Its web interface asks for the token of a ServiceAccount: who has it does what that may. */
export const argoWorkflows = defineComponent({
  name: "argo-workflows",
  layer: "platform",
  about: {
    docs: "https://argo-workflows.readthedocs.io/en/stable/",
    login:
      '`echo "Bearer $(kubectl --namespace argo create token argo-workflow)"` prints what its page asks for: a token of a ServiceAccount that may run workflows.',
  },
  namespace,
  podSecurity: "restricted",
  needs: ({ bucket }: ArgoWorkflowsOptions) => ({
    ingress: "its web interface is served at a host",
    ...(bucket && {
      "object-storage": "it keeps artifacts in a bucket",
      "secret-store": "it opens the bucket with a key",
    }),
  }),
  chart: "argo-workflows",
  kinds: workflowKinds,

  values(scope, { namespaces = [namespace], bucket, keepSeconds = 604_800 }) {
    const enabled = monitored(scope);
    return {
      images: { pullPolicy: "IfNotPresent" },
      // The whole ones are fetched from the internet by a hook, each time.
      crds: { full: false },
      workflow: { serviceAccount: { create: true } },
      controller: {
        workflowNamespaces: namespaces,
        workflowDefaults: {
          spec: {
            serviceAccountName: "argo-workflow",
            ttlStrategy: { secondsAfterCompletion: keepSeconds },
            podGC: { strategy: "OnPodSuccess" },
            // The user of its own images (its docs: workflow-pod-security-context).
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 8737,
              seccompProfile: { type: "RuntimeDefault" },
            },
          },
        },
        metricsConfig: { enabled },
        serviceMonitor: { enabled },
        podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
        resources,
      },
      mainContainer: { securityContext: restricted },
      executor: beside,
      server: {
        authModes: ["client"],
        podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
        livenessProbe: { enabled: true },
        resources,
      },
      ...(bucket && { artifactRepository: artifactsIn(scope, bucket, namespaces) }),
    };
  },

  objects(scope, { host }) {
    ingress(scope, { service, port, host });
    scope.forward({ name: "argo-workflows", localPort: port, service, port, protocol: "http" });
    scope.probe({ name: "argo-workflows", url: `https://${host}/` });
  },
});
