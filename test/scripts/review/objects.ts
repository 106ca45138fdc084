/** Objects of the reviews of this folder, in short; all of them stand in namespace `shop`. */
export function object(
  apiVersion: string,
  kind: string,
  name: string,
  more: object = {},
  metadata: object = {},
): object {
  return { apiVersion, kind, metadata: { name, namespace: "shop", ...metadata }, ...more };
}

export interface Workload {
  readonly kind?: string;
  readonly name?: string;
  readonly image?: string;
  readonly spec?: object;
  readonly pod?: object;
  readonly container?: object;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly metadata?: object;
}

const secure = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ["ALL"] },
};

/** Two pods of one container, which keep to level `restricted`. */
export function workload(change: Workload = {}): object {
  const { kind = "Deployment", name = "web", image = "ghcr.io/house/web:1.2.3" } = change;
  const labels = { app: name };
  return object(
    "apps/v1",
    kind,
    name,
    {
      spec: {
        ...(kind !== "DaemonSet" && { replicas: 2 }),
        selector: { matchLabels: labels },
        template: {
          metadata: {
            labels: { ...labels, ...change.labels },
            ...(change.annotations && { annotations: change.annotations }),
          },
          spec: {
            securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
            containers: [{ name, image, securityContext: secure, ...change.container }],
            ...change.pod,
          },
        },
        ...change.spec,
      },
    },
    change.metadata,
  );
}

export function claim(name: string, size = "10Gi", metadata: object = {}): object {
  return object(
    "v1",
    "PersistentVolumeClaim",
    name,
    { spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: size } } } },
    metadata,
  );
}

/** A StatefulSet of one pod with a claim of its own. */
export function database(change: Workload = {}, size = "10Gi"): object {
  const template = {
    metadata: { name: "data" },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: size } } },
  };
  return workload({
    kind: "StatefulSet",
    name: "store",
    image: "docker.io/library/mariadb:11.8.3",
    ...change,
    spec: { replicas: 1, serviceName: "store", volumeClaimTemplates: [template], ...change.spec },
  });
}

export function service(spec: object = {}, metadata: object = {}): object {
  return object(
    "v1",
    "Service",
    "web",
    {
      spec: {
        selector: { app: "web" },
        ports: [{ name: "http", port: 80, targetPort: "http" }],
        ...spec,
      },
    },
    metadata,
  );
}

export function configMap(data: object, more: object = {}): object {
  return object("v1", "ConfigMap", "settings", { data, ...more });
}

export function namespace(labels: object = {}, name = "shop"): object {
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

export function role(rules: readonly object[], name = "reader"): object {
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name },
    rules,
  };
}

export function policy(spec: object): object {
  return object("networking.k8s.io/v1", "NetworkPolicy", "web", {
    spec: { podSelector: { matchLabels: { app: "web" } }, policyTypes: ["Ingress"], ...spec },
  });
}

/** Kind Thing of group house.example, with these versions. */
export function definition(...versions: readonly object[]): object {
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "things.house.example" },
    spec: {
      group: "house.example",
      scope: "Namespaced",
      names: { kind: "Thing", plural: "things" },
      versions,
    },
  };
}

export function thing(version: string, spec: object = {}): object {
  return object(`house.example/${version}`, "Thing", "one", { spec });
}
