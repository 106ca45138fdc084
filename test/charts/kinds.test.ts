import { describe, expect, it } from "vitest";
import { ciliumKinds } from "../../charts/parts/kinds/cilium.ts";
import { externalSecretsKinds } from "../../charts/parts/kinds/external-secrets.ts";
import { longhornKinds } from "../../charts/parts/kinds/longhorn.ts";
import { metallbKinds } from "../../charts/parts/kinds/metallb.ts";
import { prometheusKinds } from "../../charts/parts/kinds/prometheus.ts";
import { snapshotKinds } from "../../charts/parts/kinds/snapshots.ts";
import { traefikKinds } from "../../charts/parts/kinds/traefik.ts";
import { veleroKinds } from "../../charts/parts/kinds/velero.ts";
import type { Kinds } from "../../lib/model/kind.ts";
import { component, fleetOf, k3sBut, problemsOf } from "../support/fleet.ts";
import { object } from "../support/objects.ts";

/** A chart with kinds, one object of it in namespace "app", and what is told of it there. */
type Row = readonly [
  chart: Parameters<typeof component>[1] & object,
  apiVersion: string,
  kind: string,
  spec: object,
  told: readonly string[],
];

const of = (chart: string, kinds: Kinds) => ({ chart, kinds }) as Row[0];
const traefik = of("traefik", traefikKinds);
const metallb = of("metallb", metallbKinds);
const cilium = of("cilium", ciliumKinds);
const velero = of("velero", veleroKinds);
const stores = of("external-secrets", externalSecretsKinds);
const monitoring = of("prometheus-operator-crds", prometheusKinds);
const snapshots = of("snapshot-controller", snapshotKinds);

const lost = (field: string, kind: string, where = "namespace app") =>
  kind === "Secret"
    ? `${field} names Secret "lost", which nothing in namespace app makes; ask for it with scope.secret(...) or list "app/lost" in secretsFromBootstrap`
    : `${field} names ${kind} "lost", which nothing in ${where} makes; add it or correct the name`;

const key = { name: "lost", key: "key" };

const rows: readonly Row[] = [
  [
    traefik,
    "traefik.io/v1alpha1",
    "TLSOption",
    { clientAuth: { secretNames: ["lost"], clientAuthType: "RequireAndVerifyClientCert" } },
    [lost("spec.clientAuth.secretNames[0]", "Secret")],
  ],
  [
    traefik,
    "traefik.io/v1alpha1",
    "ServersTransport",
    { certificatesSecrets: ["lost"], rootCAs: [{ secret: "lost" }, { configMap: "lost" }] },
    [
      lost("spec.certificatesSecrets[0]", "Secret"),
      lost("spec.rootCAs[0].secret", "Secret"),
      lost("spec.rootCAs[1].configMap", "ConfigMap"),
    ],
  ],
  [
    traefik,
    "traefik.io/v1alpha1",
    "ServersTransportTCP",
    { tls: { rootCAs: [{ secret: "lost" }] } },
    [lost("spec.tls.rootCAs[0].secret", "Secret")],
  ],
  [
    traefik,
    "traefik.io/v1alpha1",
    "TraefikService",
    {
      weighted: {
        services: [
          { name: "lost", port: 80 },
          { name: "x", kind: "TraefikService" },
        ],
      },
    },
    [lost("spec.weighted.services[0]", "Service")],
  ],
  [
    traefik,
    "traefik.io/v1alpha1",
    "Middleware",
    { forwardAuth: { address: "https://login.house.example", tls: { caSecret: "lost" } } },
    [lost("spec.forwardAuth.tls.caSecret", "Secret")],
  ],
  [
    metallb,
    "metallb.io/v1beta2",
    "BGPPeer",
    {
      myASN: 64512,
      peerASN: 64513,
      peerAddress: "10.0.0.9",
      passwordSecret: { name: "lost" },
      bfdProfile: "lost",
    },
    [lost("spec.bfdProfile", "BFDProfile"), lost("spec.passwordSecret", "Secret")],
  ],
  [
    metallb,
    "metallb.io/v1beta1",
    "BGPAdvertisement",
    { peers: ["lost"] },
    [lost("spec.peers[0]", "BGPPeer")],
  ],
  [
    of("longhorn", longhornKinds),
    "longhorn.io/v1beta2",
    "BackingImage",
    { sourceType: "download", secret: "lost" },
    [lost("spec.secret", "Secret")],
  ],
  [
    cilium,
    "cilium.io/v2",
    "CiliumNetworkPolicy",
    {
      endpointSelector: {},
      egress: [
        { toCIDRSet: [{ cidrGroupRef: "lost" }] },
        { toServices: [{ k8sService: { serviceName: "lost", namespace: "app" } }] },
      ],
    },
    [
      lost("spec.egress[0].toCIDRSet[0].cidrGroupRef", "CiliumCIDRGroup", "this cluster"),
      lost("spec.egress[1].toServices[0].k8sService", "Service"),
    ],
  ],
  [
    velero,
    "velero.io/v1",
    "Schedule",
    {
      schedule: "0 3 * * *",
      template: { storageLocation: "lost", resourcePolicy: { kind: "configmap", name: "lost" } },
    },
    [
      lost("spec.template.resourcePolicy.name", "ConfigMap"),
      lost("spec.template.storageLocation", "BackupStorageLocation"),
    ],
  ],
  [
    velero,
    "velero.io/v1",
    "BackupStorageLocation",
    { provider: "aws", objectStorage: { bucket: "b" }, credential: key },
    [lost("spec.credential", "Secret")],
  ],
  [
    stores,
    "external-secrets.io/v1",
    "SecretStore",
    {
      provider: {
        aws: {
          service: "SecretsManager",
          region: "eu-west-1",
          auth: { secretRef: { accessKeyIDSecretRef: key, secretAccessKeySecretRef: key } },
        },
      },
    },
    [
      lost("spec.provider.aws.auth.secretRef.accessKeyIDSecretRef", "Secret"),
      lost("spec.provider.aws.auth.secretRef.secretAccessKeySecretRef", "Secret"),
    ],
  ],
  [
    stores,
    "external-secrets.io/v1alpha1",
    "PushSecret",
    {
      secretStoreRefs: [{ name: "lost" }],
      selector: { secret: { name: "lost" } },
      data: [{ match: { remoteRef: { remoteKey: "a" } } }],
    },
    [lost("spec.secretStoreRefs[0]", "SecretStore"), lost("spec.selector.secret", "Secret")],
  ],
  [
    stores,
    "external-secrets.io/v1",
    "ExternalSecret",
    {
      dataFrom: [
        {
          sourceRef: {
            generatorRef: {
              apiVersion: "generators.external-secrets.io/v1alpha1",
              kind: "Password",
              name: "lost",
            },
          },
        },
      ],
    },
    [lost("spec.dataFrom[0].sourceRef.generatorRef", "Password")],
  ],
  [
    monitoring,
    "monitoring.coreos.com/v1",
    "Probe",
    { prober: { url: "prober:9115" }, basicAuth: { username: key, password: key } },
    [lost("spec.basicAuth.password", "Secret"), lost("spec.basicAuth.username", "Secret")],
  ],
  [
    monitoring,
    "monitoring.coreos.com/v1alpha1",
    "AlertmanagerConfig",
    {
      receivers: [{ name: "chat", slackConfigs: [{ apiURL: key }] }],
      route: { receiver: "chat" },
    },
    [lost("spec.receivers[0].slackConfigs[0].apiURL", "Secret")],
  ],
  [
    snapshots,
    "snapshot.storage.k8s.io/v1",
    "VolumeSnapshot",
    { source: { volumeSnapshotContentName: "lost" } },
    [lost("spec.source.volumeSnapshotContentName", "VolumeSnapshotContent", "this cluster")],
  ],
  [
    snapshots,
    "groupsnapshot.storage.k8s.io/v1",
    "VolumeGroupSnapshot",
    { volumeGroupSnapshotClassName: "lost", source: { selector: {} } },
    [lost("spec.volumeGroupSnapshotClassName", "VolumeGroupSnapshotClass", "this cluster")],
  ],
];

describe("a name in an object of a component's kind", () => {
  it.each(rows)("%# leads to an object: %s %s %s", (chart, apiVersion, kind, spec, told) => {
    const cluster = { kubernetes: k3sBut("traefik"), ingress: undefined };
    const objects = [object(apiVersion, kind, "one", { spec })];
    const lines = problemsOf(
      fleetOf({ objects, components: [component("brings", chart)], cluster }),
    );
    const own = lines.filter((line) => line.startsWith("home/app"));
    expect(own).toEqual(told.map((text) => `home/app: ${kind} "one" ${text}`));
  });
});
