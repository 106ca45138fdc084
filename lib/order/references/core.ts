import type { Manifest } from "../../kubernetes/manifest.ts";
import { groupOf } from "../../kubernetes/manifest.ts";
import type { Reference } from "./reference.ts";

interface IngressSpec {
  readonly ingressClassName?: string;
  readonly tls?: readonly { readonly hosts?: readonly string[]; readonly secretName?: string }[];
  readonly defaultBackend?: IngressBackend;
  readonly rules?: readonly {
    readonly host?: string;
    readonly http?: {
      readonly paths?: readonly { readonly path?: string; readonly backend?: IngressBackend }[];
    };
  }[];
}

interface IngressBackend {
  readonly service?: {
    readonly name: string;
    readonly port?: { readonly name?: string; readonly number?: number };
  };
}

interface ClaimSpec {
  readonly storageClassName?: string;
  readonly accessModes?: readonly string[];
}

type Extract = (manifest: Manifest, namespace: string) => Reference[];

function ingress(manifest: Manifest, namespace: string): Reference[] {
  const spec = manifest["spec"] as IngressSpec | undefined;
  const found: Reference[] = [];
  if (spec?.ingressClassName) {
    found.push(classReference("IngressClass", spec.ingressClassName, "spec.ingressClassName"));
  }
  spec?.tls?.forEach(({ secretName }, i) => {
    const field = `spec.tls[${i}].secretName`;
    if (secretName) found.push({ group: "", kind: "Secret", namespace, name: secretName, field });
  });
  const backend = (of: IngressBackend | undefined, field: string): void => {
    if (!of?.service) return;
    const { name, port } = of.service;
    found.push({
      group: "",
      kind: "Service",
      namespace,
      name,
      key: port?.name ?? port?.number,
      field: `${field}.service`,
    });
  };
  backend(spec?.defaultBackend, "spec.defaultBackend");
  spec?.rules?.forEach(({ http }, i) =>
    http?.paths?.forEach((path, j) =>
      backend(path.backend, `spec.rules[${i}].http.paths[${j}].backend`),
    ),
  );
  return found;
}

function classReference(
  kind: "IngressClass" | "StorageClass",
  name: string,
  field: string,
): Reference {
  const group = kind === "IngressClass" ? "networking.k8s.io" : "storage.k8s.io";
  return { group, kind, namespace: "", name, field };
}

function claim(manifest: Manifest): Reference[] {
  const name = (manifest["spec"] as ClaimSpec | undefined)?.storageClassName;
  return name ? [classReference("StorageClass", name, "spec.storageClassName")] : [];
}

function statefulSet(manifest: Manifest, namespace: string): Reference[] {
  const spec = manifest["spec"] as
    | { serviceName?: string; volumeClaimTemplates?: { spec?: ClaimSpec }[] }
    | undefined;
  const found: Reference[] = [];
  if (spec?.serviceName) {
    found.push({
      group: "",
      kind: "Service",
      namespace,
      name: spec.serviceName,
      field: "spec.serviceName",
    });
  }
  spec?.volumeClaimTemplates?.forEach(({ spec: claimSpec }, i) => {
    const name = claimSpec?.storageClassName;
    const field = `spec.volumeClaimTemplates[${i}].spec.storageClassName`;
    if (name) found.push(classReference("StorageClass", name, field));
  });
  return found;
}

function horizontalPodAutoscaler(manifest: Manifest, namespace: string): Reference[] {
  const spec = manifest["spec"] as
    | { scaleTargetRef?: { apiVersion?: string; kind: string; name: string } }
    | undefined;
  const target = spec?.scaleTargetRef;
  if (!target) return [];
  const group = groupOf(target.apiVersion ?? "v1");
  return [{ group, kind: target.kind, namespace, name: target.name, field: "spec.scaleTargetRef" }];
}

const builtInClusterRoles = new Set(["cluster-admin", "admin", "edit", "view"]);

/** Roles that every API server makes in kube-system, beside those whose names begin with `system:`. */
const builtInRoles = new Set(["extension-apiserver-authentication-reader"]);

function binding(manifest: Manifest, namespace: string): Reference[] {
  const { roleRef, subjects } = manifest as unknown as {
    roleRef?: { kind: string; name: string };
    subjects?: readonly { kind: string; name: string; namespace?: string }[];
  };
  const found: Reference[] = [];
  const own = roleRef?.kind === "ClusterRole" ? builtInClusterRoles : builtInRoles;
  const isTheirs = roleRef?.kind === "ClusterRole" || namespace === "kube-system";
  const builtIn =
    isTheirs && roleRef && (own.has(roleRef.name) || roleRef.name?.startsWith("system:"));
  if (roleRef?.name && !builtIn) {
    const at = roleRef.kind === "Role" ? namespace : "";
    found.push({
      group: "rbac.authorization.k8s.io",
      kind: roleRef.kind,
      namespace: at,
      name: roleRef.name,
      field: "roleRef",
    });
  }
  subjects?.forEach(({ kind, name, namespace: at }, i) => {
    if (kind !== "ServiceAccount" || name === "default") return;
    found.push({ group: "", kind, namespace: at ?? namespace, name, field: `subjects[${i}]` });
  });
  return found;
}

function serviceAccount(manifest: Manifest, namespace: string): Reference[] {
  const pulls =
    (manifest as unknown as { imagePullSecrets?: { name: string }[] }).imagePullSecrets ?? [];
  return pulls.map(({ name }, i) => ({
    group: "",
    kind: "Secret",
    namespace,
    name,
    field: `imagePullSecrets[${i}].name`,
  }));
}

/** A token of an account that is not there is deleted. */
function secret({ metadata, type }: Manifest, namespace: string): Reference[] {
  const annotation = "kubernetes.io/service-account.name";
  const name = metadata.annotations?.[annotation];
  if (type !== "kubernetes.io/service-account-token" || !name || name === "default") return [];
  const field = `metadata.annotations["${annotation}"]`;
  return [{ group: "", kind: "ServiceAccount", namespace, name, field }];
}

const extractors: Readonly<Record<string, Extract>> = {
  "networking.k8s.io/Ingress": ingress,
  "/PersistentVolumeClaim": claim,
  "apps/StatefulSet": statefulSet,
  "autoscaling/HorizontalPodAutoscaler": horizontalPodAutoscaler,
  "rbac.authorization.k8s.io/RoleBinding": binding,
  "rbac.authorization.k8s.io/ClusterRoleBinding": binding,
  "/Secret": secret,
  "/ServiceAccount": serviceAccount,
};

/** What an object of a built-in kind names, its pods aside. */
export function coreReferences(manifest: Manifest, namespace: string): Reference[] {
  return (
    extractors[`${groupOf(manifest.apiVersion)}/${manifest.kind}`]?.(manifest, namespace) ?? []
  );
}
