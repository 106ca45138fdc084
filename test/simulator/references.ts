import type { Manifest } from "../../lib/kubernetes/manifest.ts";

/** What an object cannot do without, and where it says so. */
export interface Need {
  readonly kind: string;
  /** Empty for what stands in no namespace. */
  readonly namespace: string;
  readonly name: string;
  readonly at: string;
}

/** Something that can be there. */
export type Thing = Omit<Need, "at">;

const clusterScoped = new Set([
  "ClusterIssuer",
  "ClusterRole",
  "ClusterSecretStore",
  "IngressClass",
  "Namespace",
  "PriorityClass",
  "RuntimeClass",
  "StorageClass",
]);

/** Kinds by the field that holds the name of one. */
const namesByField: Readonly<Record<string, string>> = {
  backupTargetCredentialSecret: "Secret",
  claimName: "PersistentVolumeClaim",
  credentialSecret: "Secret",
  existingSecret: "Secret",
  ingressClassName: "IngressClass",
  priorityClassName: "PriorityClass",
  runtimeClassName: "RuntimeClass",
  secretName: "Secret",
  serviceAccountName: "ServiceAccount",
  serviceName: "Service",
  storageClassName: "StorageClass",
};

/** Kinds by the field that holds a record with the name of one. */
const recordsByField: Readonly<Record<string, string>> = {
  configMap: "ConfigMap",
  configMapKeyRef: "ConfigMap",
  configMapRef: "ConfigMap",
  issuerRef: "Issuer",
  roleRef: "Role",
  scaleTargetRef: "Deployment",
  secret: "Secret",
  secretStoreRef: "SecretStore",
  service: "Service",
  serviceAccountRef: "ServiceAccount",
};

const listsByField: Readonly<Record<string, string>> = {
  imagePullSecrets: "Secret",
  ipAddressPools: "IPAddressPool",
  secrets: "Secret",
  subjects: "User",
};

const namesByAnnotation: Readonly<Record<string, string>> = {
  "cert-manager.io/cluster-issuer": "ClusterIssuer",
  "cert-manager.io/issuer": "Issuer",
};

/** Fields whose Secret a controller makes: nobody needs to have made it. */
const made = new Set(["privateKeySecretRef"]);
const builtIn = new Set(["cluster-admin", "admin", "edit", "view", "default"]);

/** Everything that an object, or the values of a chart, names by fields that mean a name. */
export function needsOf(value: unknown, namespace: string, at = ""): Need[] {
  if (Array.isArray(value))
    return value.flatMap((item, i) => needsOf(item, namespace, `${at}[${i}]`));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([field, inner]: [string, unknown]) => {
    const path = at === "" ? field : `${at}.${field}`;
    if (made.has(field) || isOptional(inner)) return [];
    return [
      ...claimsIn(field, inner, path),
      ...namedBy(field, inner, namespace, path),
      ...needsOf(inner, namespace, path),
    ];
  });
}

function isOptional(value: unknown): boolean {
  return (value as { optional?: boolean } | null | undefined)?.optional === true;
}

/** Volumes of a workload that name no class. */
function claimsIn(field: string, value: unknown, at: string): Need[] {
  const claims = field === "volumeClaimTemplates" ? value : [value];
  if (!/^volumeClaimTemplates?$/.test(field) || !Array.isArray(claims)) return [];
  const isPlain = claims.some(
    (claim: { spec?: { storageClassName?: string } }) => claim.spec?.storageClassName === undefined,
  );
  return isPlain ? [{ ...defaultClass, at }] : [];
}

function namedBy(field: string, value: unknown, namespace: string, at: string): Need[] {
  const list = listsByField[field];
  if (list && Array.isArray(value))
    return value.flatMap((item, i) => needOf(list, item, namespace, `${at}[${i}]`));
  const plain = namesByField[field] ?? namesByAnnotation[field];
  if (plain && typeof value === "string") return needOf(plain, value, namespace, at);
  const record = /[sS]ecretRef$|[sS]ecretKeyRef$/.test(field) ? "Secret" : recordsByField[field];
  return record && typeof value === "object" ? needOf(record, value, namespace, at) : [];
}

interface Named {
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly optional?: boolean;
}

function needOf(usual: string, value: unknown, namespace: string, at: string): Need[] {
  const named = (typeof value === "string" ? { name: value } : value) as Named;
  const { kind = usual, name, optional } = named;
  if (!name || optional || kind === "User" || kind === "Group") return [];
  if (builtIn.has(name) || name.startsWith("system")) return [];
  return [
    { kind, name, namespace: clusterScoped.has(kind) ? "" : (named.namespace ?? namespace), at },
  ];
}

/** What an object names, and what its kind needs beside that. */
export function needsOfObject(object: Manifest, home: string): Need[] {
  const { apiVersion, kind, metadata } = object;
  const namespace = metadata.namespace ?? home;
  const spec = (object["spec"] ?? {}) as Record<string, unknown>;
  const found = needsOf(
    { ...object, metadata: { annotations: metadata.annotations } },
    namespace,
  ).filter((need) => !makesItself(object, need));
  if (metadata.namespace)
    found.push({ kind: "Namespace", namespace: "", name: namespace, at: "metadata.namespace" });
  if (apiVersion.includes(".") && !/\.k8s\.io\//.test(apiVersion))
    found.push({
      kind: "CustomResourceDefinition",
      namespace: "",
      name: `${apiVersion}/${kind}`,
      at: "apiVersion",
    });
  if (spec["type"] === "LoadBalancer") found.push({ ...address, at: "spec.type" });
  if (kind === "PersistentVolumeClaim" && spec["storageClassName"] === undefined)
    found.push({ ...defaultClass, at: "spec" });
  if (hasPods(object)) found.push({ ...network, at: "spec.template" });
  return found;
}

/** Stand for what no object is: they have no namespace and one name. */
export const address = { kind: "address", namespace: "", name: "for a LoadBalancer" };
export const defaultClass = { kind: "StorageClass", namespace: "", name: "(default)" };
export const network = { kind: "network", namespace: "", name: "for pods" };

export function hasPods({ kind }: Manifest): boolean {
  return ["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Pod"].includes(kind);
}

/** The Secret of a Certificate, and of an Ingress that an issuer signs for, comes of itself. */
function makesItself({ kind, metadata }: Manifest, need: Need): boolean {
  if (need.kind !== "Secret") return false;
  if (kind === "Certificate") return need.at === "spec.secretName";
  return isSigned({ kind, metadata });
}

/** An Ingress that an issuer signs for. */
function isSigned({ kind, metadata }: Pick<Manifest, "kind" | "metadata">): boolean {
  const annotations = Object.keys(metadata.annotations ?? {});
  return kind === "Ingress" && annotations.some((key) => namesByAnnotation[key] !== undefined);
}

/** What comes into being when a controller has seen the object: the object itself, and Secrets. */
export function makesOf(object: Manifest, home: string): Thing[] {
  const { kind, metadata } = object;
  const namespace = clusterScoped.has(kind) ? "" : (metadata.namespace ?? home);
  const spec = (object["spec"] ?? {}) as Record<string, unknown>;
  const found = [{ kind, namespace, name: metadata.name }];
  const secret = (name: string): void => void found.push({ kind: "Secret", namespace, name });
  if (kind === "ExternalSecret")
    secret((spec["target"] as { name?: string } | undefined)?.name ?? metadata.name);
  if (kind === "SealedSecret") secret(metadata.name);
  if (kind === "Certificate") secret(String(spec["secretName"]));
  if (isSigned(object))
    for (const { secretName } of (spec["tls"] ?? []) as { secretName?: string }[])
      if (secretName) secret(secretName);
  if (kind === "IPAddressPool") found.push(address);
  if (kind === "CustomResourceDefinition") found.push(...kindsIn(spec as unknown as Definition));
  return found;
}

interface Definition {
  readonly group: string;
  readonly names: { readonly kind: string };
  readonly versions: readonly { readonly name: string; readonly served: boolean }[];
}

/** What a definition makes the API server know. */
function kindsIn({ group, names, versions }: Definition): Thing[] {
  return versions
    .filter(({ served }) => served)
    .map(({ name }) => ({
      kind: "CustomResourceDefinition",
      namespace: "",
      name: `${group}/${name}/${names.kind}`,
    }));
}
