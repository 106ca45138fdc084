import { toYaml } from "../../lib/emit/yaml.ts";

const directory = "/var/lib/rancher/k3s/server";

/** What k3s' hardening guide sets on servers (k3s docs: security/hardening-guide). */
export const hardenedServer = {
  "kube-apiserver-arg": [
    "enable-admission-plugins=NodeRestriction,EventRateLimit",
    `admission-control-config-file=${directory}/admission.yaml`,
    `audit-log-path=${directory}/logs/audit.log`,
    `audit-policy-file=${directory}/audit.yaml`,
    "audit-log-maxage=30",
    "audit-log-maxbackup=10",
    "audit-log-maxsize=100",
    "service-account-extend-token-expiration=false",
  ],
  "kube-controller-manager-arg": ["terminated-pod-gc-threshold=100"],
};

const restricted = ["enforce", "audit", "warn"].flatMap((mode) => [
  [mode, "restricted"],
  [`${mode}-version`, "latest"],
]);

const admission = {
  apiVersion: "apiserver.config.k8s.io/v1",
  kind: "AdmissionConfiguration",
  plugins: [
    {
      name: "PodSecurity",
      configuration: {
        apiVersion: "pod-security.admission.config.k8s.io/v1",
        kind: "PodSecurityConfiguration",
        defaults: Object.fromEntries(restricted) as Record<string, string>,
        exemptions: { usernames: [], runtimeClasses: [], namespaces: ["kube-system"] },
      },
    },
    {
      // Without a limit of its own the plugin does not start.
      name: "EventRateLimit",
      configuration: {
        apiVersion: "eventratelimit.admission.k8s.io/v1alpha1",
        kind: "Configuration",
        limits: [{ type: "Server", qps: 5000, burst: 20_000 }],
      },
    },
  ],
};

/** Who did what to which object, never what stood in it: of each request the answer alone, not that it came as well. */
const audit = {
  apiVersion: "audit.k8s.io/v1",
  kind: "Policy",
  omitStages: ["RequestReceived"],
  rules: [{ level: "Metadata" }],
};

/** Files that the settings name, by path. */
export const hardenedFiles: Readonly<Record<string, string>> = {
  [`${directory}/admission.yaml`]: toYaml(admission),
  [`${directory}/audit.yaml`]: toYaml(audit),
};

export const auditLogs = `${directory}/logs`;

/** With protect-kernel-defaults the kubelet refuses a kernel that has others. */
export const hardenedKernel: Readonly<Record<string, number>> = {
  "kernel.panic": 10,
  "kernel.panic_on_oops": 1,
  "vm.overcommit_memory": 1,
  "vm.panic_on_oom": 0,
};
