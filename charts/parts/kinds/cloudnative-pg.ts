import type { Manifest } from "../../../lib/kubernetes/manifest.ts";
import type { KindFacts, Kinds, Naming, Product } from "../../../lib/model/kind.ts";
import { madeSecret } from "../../../lib/model/kind.ts";
import type { PodRequests, VolumeRequests } from "../../../lib/model/run-time.ts";

const group = "postgresql.cnpg.io";

interface Resources {
  readonly requests?: Readonly<Record<string, string | number>>;
  readonly limits?: Readonly<Record<string, string | number>>;
}

interface Bootstrap {
  readonly database?: string;
  readonly secret?: object;
}

interface Storage {
  readonly size?: string;
  readonly storageClass?: string;
}

interface ClusterSpec {
  readonly storage?: Storage;
  readonly walStorage?: Storage;
  readonly tablespaces?: readonly { readonly storage?: Storage }[];
  readonly instances?: number;
  readonly resources?: Resources;
  readonly bootstrap?: Readonly<Record<string, Bootstrap>>;
  readonly enableSuperuserAccess?: boolean;
  readonly serviceAccountName?: string;
  readonly superuserSecret?: object;
  readonly certificates?: Readonly<Record<string, unknown>>;
  readonly managed?: {
    readonly services?: { readonly disabledDefaultServices?: readonly string[] };
  };
}

interface PoolerSpec {
  readonly instances?: number;
  readonly template?: {
    readonly spec?: {
      readonly containers?: readonly { readonly name: string; readonly resources?: Resources }[];
    };
  };
}

const classFields = ["storage", "walStorage", "tablespaces[].storage"].flatMap((path) => [
  `spec.${path}.storageClass`,
  `spec.${path}.pvcTemplate.storageClassName`,
]);

const secrets = [
  ...["initdb", "recovery", "pg_basebackup"].map((way) => `bootstrap.${way}.secret`),
  "bootstrap.initdb.*Refs.secretRefs[]",
  "superuserSecret",
  "certificates.*Secret",
  "managed.roles[].passwordSecret",
  "monitoring.customQueriesSecret[]",
  ...["password", "sslCert", "sslKey", "sslRootCert"].map((one) => `externalClusters[].${one}`),
  ...["backup", "externalClusters[]"].flatMap((path) =>
    ["s3Credentials", "azureCredentials", "googleCredentials"].map(
      (store) => `${path}.barmanObjectStore.${store}.*`,
    ),
  ),
  ...["backup", "externalClusters[]"].map((path) => `${path}.barmanObjectStore.endpointCA`),
  "env[].valueFrom.secretKeyRef",
  "envFrom[].secretRef",
  "imagePullSecrets[]",
];

const configMaps = [
  "bootstrap.initdb.*Refs.configMapRefs[]",
  "monitoring.customQueriesConfigMap[]",
  "env[].valueFrom.configMapKeyRef",
  "envFrom[].configMapRef",
];

const clusterNames: readonly Naming[] = [
  ...secrets.map((path) => ({ path: `spec.${path}`, to: "Secret" as const })),
  ...configMaps.map((path) => ({ path: `spec.${path}`, to: "ConfigMap" as const })),
  ...classFields.map((path) => ({
    path,
    to: { group: "storage.k8s.io", kind: "StorageClass", namespaced: false },
  })),
  { path: "spec.serviceAccountName", to: "ServiceAccount" },
  { path: "spec.imageCatalogRef", to: { group, kind: "ImageCatalog", namespaced: true } },
];

const certificates = { ca: ["ca.crt", "ca.key"], pair: ["tls.crt", "tls.key"] };
/** Keys of the Secrets by which a database is reached (upstream documentation, "Connecting from an application"). */
const login = ["username", "user", "password", "dbname", "host", "port", "pgpass"];
const loginKeys = [...login, "uri", "jdbc-uri", "fqdn-uri", "fqdn-jdbc-uri"];

function* clusterMakes(manifest: Manifest): Iterable<Product> {
  const spec = (manifest["spec"] ?? {}) as ClusterSpec;
  const { name, namespace = "" } = manifest.metadata;
  const { bootstrap = { initdb: {} }, superuserSecret, certificates: own = {} } = spec;
  for (const service of ["rw", "ro", "r"])
    if (!spec.managed?.services?.disabledDefaultServices?.includes(service))
      yield madeService(namespace, `${name}-${service}`);
  if (!spec.serviceAccountName) yield { group: "", kind: "ServiceAccount", namespace, name };
  const isAsked = ([way, { database, secret }]: [string, Bootstrap]): boolean =>
    (way === "initdb" || database !== undefined) && secret === undefined;
  if (Object.entries(bootstrap).some(isAsked)) yield madeSecret(manifest, `${name}-app`, loginKeys);
  if (spec.enableSuperuserAccess && !superuserSecret)
    yield madeSecret(manifest, `${name}-superuser`, loginKeys);
  if (!own["serverCASecret"]) yield madeSecret(manifest, `${name}-ca`, certificates.ca);
  if (!own["serverTLSSecret"]) yield madeSecret(manifest, `${name}-server`, certificates.pair);
  if (!own["replicationTLSSecret"])
    yield madeSecret(manifest, `${name}-replication`, certificates.pair);
}

function madeService(namespace: string, name: string): Product {
  return { group: "", kind: "Service", namespace, name, keys: ["postgres", 5432] };
}

/** As of a pod: a limit without a request is the request. */
function podsOf(
  { kind, metadata }: Manifest,
  replicas: number,
  { requests, limits }: Resources = {},
): PodRequests {
  const amount = (of: string): string | undefined => {
    const asked = requests?.[of] ?? limits?.[of];
    return asked === undefined ? undefined : String(asked);
  };
  const name = `${kind} "${metadata.name}"`;
  return { name, replicas, cpu: amount("cpu"), memory: amount("memory") };
}

/** Each instance has volumes of its own: of data, of the log, of tablespaces. */
function clusterVolumes({ kind, metadata, spec = {} }: Manifest): VolumeRequests[] {
  const { instances: count = 1, storage, walStorage, tablespaces = [] } = spec as ClusterSpec;
  const name = `${kind} "${metadata.name}"`;
  const all = [storage, walStorage, ...tablespaces.map((one) => one.storage)];
  return all.flatMap((one) =>
    one?.size ? { name, count, size: one.size, storageClass: one.storageClass } : [],
  );
}

function poolerPods(manifest: Manifest): PodRequests[] {
  const { instances = 1, template } = (manifest["spec"] ?? {}) as PoolerSpec;
  const container = template?.spec?.containers?.find(({ name }) => name === "pgbouncer");
  return [podsOf(manifest, instances, container?.resources)];
}

/** The operator's webhook refuses a longer one: names of pods and Services are made of it. */
const longestName = 50;

function* clusterIssues({ metadata }: Manifest): Iterable<string> {
  const { length } = metadata.name;
  if (length > longestName)
    yield `has a name of ${length} characters, but the operator takes ${longestName}; shorten it`;
}

const cluster: KindFacts = {
  names: clusterNames,
  makes: (manifest) => [...clusterMakes(manifest)],
  pods(manifest) {
    const { instances = 1, resources } = (manifest["spec"] ?? {}) as ClusterSpec;
    return [podsOf(manifest, instances, resources)];
  },
  volumes: clusterVolumes,
  check: clusterIssues,
  keepsData: true,
  runsUnseen: true,
  traffic: ({ metadata, spec }) => [
    {
      pods: { "cnpg.io/cluster": metadata.name },
      from: [{ who: "controller", ports: [5432, 8000], why: "the operator asks how it is" }],
      to: isAlone(spec as Reaching) ? [{ who: "api-server" }] : undefined,
    },
  ],
};

/** What leads it out of the cluster. */
interface Reaching {
  readonly backup?: object;
  readonly plugins?: readonly object[];
  readonly externalClusters?: readonly object[];
}

function isAlone({ backup, plugins = [], externalClusters = [] }: Reaching = {}): boolean {
  return !backup && plugins.length + externalClusters.length === 0;
}

const ofCluster: readonly Naming[] = [
  { path: "spec.cluster", to: { group, kind: "Cluster", namespaced: true } },
];

const pooler: KindFacts = {
  names: ofCluster,
  makes: ({ metadata: { name, namespace = "" } }) => [
    { group: "", kind: "Service", namespace, name, keys: ["pgbouncer", 5432] },
  ],
  pods: poolerPods,
  runsUnseen: true,
  traffic: ({ metadata: { name } }) => [
    { pods: { "cnpg.io/poolerName": name }, to: [{ who: "api-server" }] },
  ],
};

/** The kinds of CloudNativePG. */
export const cloudnativePgKinds: Kinds = {
  [`${group}/Cluster`]: cluster,
  [`${group}/Pooler`]: pooler,
  [`${group}/DatabaseRole`]: {
    names: [...ofCluster, { path: "spec.passwordSecret", to: "Secret" }],
  },
  [`${group}/ImageCatalog`]: {},
  [`${group}/ClusterImageCatalog`]: {},
  [`${group}/*`]: { names: ofCluster },
};
