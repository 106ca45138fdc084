import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { Kinds, Naming } from "../../../lib/model/kind.ts";
import type { PodRequests, VolumeRequests } from "../../../lib/model/run-time.ts";

const group = "monitoring.coreos.com";

interface Server {
  readonly replicas?: number;
  readonly shards?: number;
  readonly resources?: { readonly requests?: Readonly<Record<string, string | number>> };
  readonly storage?: { readonly volumeClaimTemplate?: { readonly spec?: ClaimSpec } };
}

interface ClaimSpec {
  readonly storageClassName?: string;
  readonly resources?: { readonly requests?: Readonly<Record<string, string | number>> };
}

/** The operator runs the pods of its servers, with the requests of their spec. */
function serverPods({ kind, metadata, spec }: Manifest): PodRequests[] {
  const { replicas = 1, shards = 1, resources } = (spec ?? {}) as Server;
  const { cpu, memory } = resources?.requests ?? {};
  const name = `${kind} "${metadata.name}"`;
  const text = (one?: string | number) => (one === undefined ? undefined : String(one));
  const asked = { cpu: text(cpu), memory: text(memory) };
  return [{ name, replicas: replicas * shards, ...asked }];
}

/** ... each with a volume. */
function serverVolumes({ kind, metadata, spec }: Manifest): VolumeRequests[] {
  const { replicas = 1, shards = 1, storage } = (spec ?? {}) as Server;
  const { resources, storageClassName: storageClass } = storage?.volumeClaimTemplate?.spec ?? {};
  const size = resources?.requests?.["storage"];
  if (size === undefined) return [];
  const name = `${kind} "${metadata.name}"`;
  return [{ name, count: replicas * shards, size: String(size), storageClass }];
}

/** How a client shows who it is, and whom it trusts, in words that all kinds of the operator share. */
function clientNames(at: string): readonly Naming[] {
  const path = (field: string): string => (at === "" ? field : `${at}.${field}`);
  const secrets = [
    ...["basicAuth.username", "basicAuth.password", "authorization.credentials"],
    ...["bearerTokenSecret", "oauth2.clientSecret", "oauth2.clientId.secret"],
    ...["tlsConfig.ca.secret", "tlsConfig.cert.secret", "tlsConfig.keySecret"],
  ];
  const configMaps = [
    "oauth2.clientId.configMap",
    "tlsConfig.ca.configMap",
    "tlsConfig.cert.configMap",
  ];
  return [
    ...secrets.map((field): Naming => ({ path: path(field), to: "Secret" })),
    ...configMaps.map((field): Naming => ({ path: path(field), to: "ConfigMap" })),
  ];
}

const alertmanagerConfig = { group, kind: "AlertmanagerConfig", namespaced: true };

/** Where receivers keep what opens the way to them (prometheus-operator docs: api-reference, "Receiver"). */
const receiverSecrets = [
  "discordConfigs[].apiURL",
  "emailConfigs[].authPassword",
  "emailConfigs[].authSecret",
  "msteamsConfigs[].webhookUrl",
  "opsgenieConfigs[].apiKey",
  "pagerdutyConfigs[].routingKey",
  "pagerdutyConfigs[].serviceKey",
  "pushoverConfigs[].token",
  "pushoverConfigs[].userKey",
  "slackConfigs[].apiURL",
  "snsConfigs[].sigv4.accessKey",
  "snsConfigs[].sigv4.secretKey",
  "telegramConfigs[].botToken",
  "victoropsConfigs[].apiKey",
  "webexConfigs[].httpConfig.authorization.credentials",
  "webhookConfigs[].urlSecret",
  "wechatConfigs[].apiSecret",
];

const receiverNames: readonly Naming[] = [
  ...receiverSecrets.map((path): Naming => ({ path: `spec.receivers[].${path}`, to: "Secret" })),
  ...clientNames("spec.receivers[].*Configs[].httpConfig"),
];

const serverNames: readonly Naming[] = [
  { path: "spec.serviceAccountName", to: "ServiceAccount" },
  { path: "spec.secrets[]", to: "Secret" },
  { path: "spec.configMaps[]", to: "ConfigMap" },
  { path: "spec.imagePullSecrets[]", to: "Secret" },
  { path: "spec.alertmanagerConfiguration", to: alertmanagerConfig },
  ...[
    "spec.additionalScrapeConfigs",
    "spec.additionalAlertRelabelConfigs",
    "spec.additionalAlertManagerConfigs",
    "spec.thanos.objectStorageConfig",
    "spec.web.tlsConfig.keySecret",
  ].map((path): Naming => ({ path, to: "Secret" })),
  ...["spec.remoteWrite[]", "spec.remoteRead[]", "spec.alerting.alertmanagers[]"].flatMap(
    clientNames,
  ),
  {
    path: "spec.storage.volumeClaimTemplate.spec.storageClassName",
    to: { group: "storage.k8s.io", kind: "StorageClass", namespaced: false },
  },
];

const server = {
  names: serverNames,
  pods: serverPods,
  volumes: serverVolumes,
  // Its containers by themselves, its pods by the security context of the chart.
  podSecurity: "restricted",
  runsUnseen: true,
} as const;

/** The kinds of the Prometheus operator. */
export const prometheusKinds: Kinds = {
  [`${group}/Alertmanager`]: server,
  [`${group}/Prometheus`]: server,
  [`${group}/PrometheusAgent`]: server,
  [`${group}/ThanosRuler`]: server,
  [`${group}/ServiceMonitor`]: {
    names: clientNames("spec.endpoints[]"),
    scrapes: { what: "Services", endpoints: "endpoints" },
  },
  [`${group}/PodMonitor`]: {
    names: clientNames("spec.podMetricsEndpoints[]"),
    scrapes: { what: "pods", endpoints: "podMetricsEndpoints" },
  },
  [`${group}/Probe`]: { names: clientNames("spec") },
  [`${group}/ScrapeConfig`]: { names: clientNames("spec") },
  [`${group}/AlertmanagerConfig`]: { names: receiverNames },
  [`${group}/*`]: {},
};
