const labels = { app: "web" };

interface WorkloadChange {
  readonly kind?: string;
  readonly name?: string;
  readonly metadata?: object;
  readonly spec?: object;
  readonly pod?: object;
  readonly container?: object;
  readonly labels?: Readonly<Record<string, string>>;
}

/** One pod of one container with a port named `http`. */
export function deployment(change: WorkloadChange = {}) {
  const { kind = "Deployment", name = "web", spec, pod, container } = change;
  const containers = [
    {
      name,
      image: "ghcr.io/house/web:1.2.3",
      ports: [{ name: "http", containerPort: 8080 }],
      resources: { requests: { cpu: "50m", memory: "64Mi" } },
      ...container,
    },
  ];
  return {
    apiVersion: "apps/v1",
    kind,
    metadata: { name, ...change.metadata },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels: change.labels ?? labels }, spec: { containers, ...pod } },
      ...spec,
    },
  };
}

export function service(spec: object = {}, metadata: object = {}) {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", labels, ...metadata },
    spec: { selector: labels, ports: [{ name: "http", port: 80, targetPort: "http" }], ...spec },
  };
}

/** Serves a host with a certificate of the cluster's issuer. */
export function ingress(change: { host?: string; metadata?: object; spec?: object } = {}) {
  const { host = "web.house.example", metadata, spec } = change;
  const backend = { service: { name: "web", port: { name: "http" } } };
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      name: "web",
      annotations: { "cert-manager.io/cluster-issuer": "authority" },
      ...metadata,
    },
    spec: {
      ingressClassName: "traefik",
      tls: [{ hosts: [host], secretName: "web-tls" }],
      rules: [{ host, http: { paths: [{ path: "/", pathType: "Prefix", backend }] } }],
      ...spec,
    },
  };
}

/** Any other object. */
export function object<More extends object = object>(
  apiVersion: string,
  kind: string,
  name: string,
  more?: More,
) {
  return { apiVersion, kind, metadata: { name }, ...(more as More) };
}

export function configMap(name: string, data: object) {
  return object("v1", "ConfigMap", name, { data });
}

export function claim(name: string, spec: object = {}) {
  return object("v1", "PersistentVolumeClaim", name, {
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: "1Gi" } },
      ...spec,
    },
  });
}

/** A kind of its own, `house.example/v1` `Thing`, that takes any field. */
export const thingDefinition = object(
  "apiextensions.k8s.io/v1",
  "CustomResourceDefinition",
  "things.house.example",
  {
    spec: {
      group: "house.example",
      names: { kind: "Thing", plural: "things" },
      scope: "Namespaced",
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object" } },
        },
      ],
    },
  },
);
