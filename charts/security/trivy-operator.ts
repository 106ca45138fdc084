import { defineComponent } from "../../lib/model/component.ts";
import { dashboard, vulnerabilityDashboard } from "../parts/dashboards.ts";
import { monitored } from "../parts/monitoring.ts";

export interface TrivyOperatorOptions {
  /** From which severity on something is reported. @default "HIGH" */
  readonly severity?: "LOW" | "MEDIUM" | "HIGH" | "CRITICAL";
  /** Also what nobody has mended yet. @default false */
  readonly unfixed?: boolean;
  /** Namespaces that it leaves alone. @default none */
  readonly ignore?: readonly string[];
  /** It reads the Secrets of all namespaces, with which private images are pulled. @default false */
  readonly privateImages?: boolean;
}

const severities = ["LOW", "MEDIUM", "HIGH", "CRITICAL"] as const;
const sizes = { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "768Mi" } };

/** Looks for known vulnerabilities in the images of what runs, again each day; what it finds are objects, and metrics. */
export const trivyOperator = defineComponent({
  name: "trivy-operator",
  layer: "security",
  about: { docs: "https://aquasecurity.github.io/trivy-operator/latest/" },
  // As its documentation calls it.
  namespace: "trivy-system",
  needs: { "default-storage": "what is known of vulnerabilities is kept in a volume" },
  chart: "trivy-operator",
  kinds: { "aquasecurity.github.io/*": {} },
  // They hold names of registries and an empty token.
  plainSecrets: ["trivy-operator", "trivy-operator-trivy-config"],
  // One scan at a time.
  atRunTime: { pods: [{ name: "scan", replicas: 1, cpu: "50m", memory: "128Mi" }] },

  values: (scope, options: TrivyOperatorOptions) => {
    const { severity = "HIGH", unfixed = false, ignore = [], privateImages = false } = options;
    return {
      excludeNamespaces: ignore.join(","),
      operator: {
        // Else each scan fetches all that is known anew.
        builtInTrivyServer: true,
        scanJobsConcurrentLimit: 1,
        accessGlobalSecretsAndServiceAccount: privateImages,
        // It would mount the directories of each node; synth checks what is in git.
        infraAssessmentScannerEnabled: false,
        configAuditScannerEnabled: false,
        rbacAssessmentScannerEnabled: false,
        clusterComplianceEnabled: false,
        // Lists of all that is in an image, up to a megabyte of etcd each.
        sbomGenerationEnabled: false,
      },
      compliance: { specs: [] },
      trivy: {
        severity: severities.slice(severities.indexOf(severity)).join(","),
        ignoreUnfixed: !unfixed,
        resources: sizes,
        server: { resources: { requests: { cpu: "20m", memory: "256Mi" } } },
      },
      serviceMonitor: { enabled: monitored(scope) },
      resources: { requests: { cpu: "20m", memory: "128Mi" }, limits: { memory: "512Mi" } },
    };
  },

  objects(scope) {
    if (scope.has("metrics")) dashboard(scope, "vulnerabilities", vulnerabilityDashboard);
  },
});
