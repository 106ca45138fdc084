import { Certificate } from "../../imports/crds/cert-manager.io/certificate.ts";
import { Issuer } from "../../imports/crds/cert-manager.io/issuer.ts";
import type { HarborValues } from "../../imports/values/harbor.ts";
import type { Scope } from "../../lib/model/scope.ts";
import { parentOf } from "./gateway.ts";
import { ingressAnnotations } from "./ingress.ts";
import { bucketSecret } from "./object-storage.ts";

/** Its own Ingress has two Services behind one host. */
export function exposedAt(scope: Scope, host: string): HarborValues {
  const { className, issuer } = scope.cluster.ingress ?? {};
  const gateway = scope.has("ingress") ? scope.from("ingress").gateway : undefined;
  if (gateway)
    return {
      externalURL: `${issuer ? "https" : "http"}://${host}`,
      expose: {
        type: "route",
        route: { parentRefs: [parentOf(scope, gateway, host)], hosts: [host] },
        tls: { enabled: false },
      },
    };
  return {
    externalURL: `${issuer ? "https" : "http"}://${host}`,
    expose: {
      type: "ingress",
      ingress: { className, hosts: { core: host }, annotations: ingressAnnotations(scope) },
      tls: { enabled: issuer !== undefined, certSource: "secret", secret: { secretName: tls } },
    },
  };
}

const tls = "harbor-tls";
const token = "harbor-token";
const secret = "harbor";

/** Keys of the Secret: what the chart would otherwise make up anew at every render. */
const keys = {
  admin: "HARBOR_ADMIN_PASSWORD",
  /** Of 16 characters, with which passwords of other registries are kept. */
  encryption: "secretKey",
  core: "secret",
  /** Of 32 characters. */
  forms: "CSRF_KEY",
  jobs: "JOBSERVICE_SECRET",
  uploads: "REGISTRY_HTTP_SECRET",
  registry: "REGISTRY_PASSWD",
  /** Of user `harbor_registry_user`, as `htpasswd -nB` prints it. */
  registryFile: "REGISTRY_HTPASSWD",
} as const;

/** One Secret for all of it, and a key that signs its tokens. */
export function harborSecrets(scope: Scope): HarborValues {
  const { name } = scope.secret({ name: secret, keys: Object.values(keys) });
  const issuerRef = { kind: "Issuer", name: token };
  new Issuer(scope, token, { metadata: { name: token }, spec: { selfSigned: {} } });
  new Certificate(scope, `${token}-key`, {
    metadata: { name: token },
    spec: { secretName: token, commonName: token, duration: "87600h", issuerRef },
  });
  return {
    existingSecretAdminPassword: name,
    existingSecretSecretKey: name,
    core: { existingSecret: name, existingXsrfSecret: name, secretName: token, ...coreSize },
    jobservice: {
      existingSecret: name,
      // On a volume they would keep it from being updated.
      jobLoggers: ["database"],
      ...jobsSize,
    },
    registry: {
      existingSecret: name,
      credentials: { existingSecret: name },
      registry: sized("50m", "128Mi", "1Gi"),
      controller: sized("10m", "64Mi", "256Mi"),
    },
  };
}

const sized = (cpu: string, memory: string, limit: string) => ({
  resources: { requests: { cpu, memory }, limits: { memory: limit } },
});

const coreSize = sized("50m", "192Mi", "768Mi");
const jobsSize = sized("20m", "96Mi", "512Mi");

export function sizes(scanner: boolean): HarborValues {
  return {
    portal: sized("10m", "32Mi", "128Mi"),
    exporter: sized("10m", "32Mi", "128Mi"),
    trivy: { enabled: scanner, ...(scanner && sized("50m", "512Mi", "1Gi")) },
  };
}

/** Clients fetch from the registry: the store is seldom reached from where they are. */
export function bucketStorage(scope: Scope, bucket: string): Record<string, unknown> {
  const { endpoint: regionendpoint, region } = scope.from("object-storage");
  const existingSecret = bucketSecret(scope, bucket);
  return {
    type: "s3",
    disableredirect: true,
    s3: { bucket, region, regionendpoint, existingSecret },
  };
}
