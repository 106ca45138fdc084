import { perObject } from "../../kubernetes/each.ts";
import type { Manifest } from "../../kubernetes/manifest.ts";
import { groupOf, identity } from "../../kubernetes/manifest.ts";
import type { Reference } from "../../order/references/reference.ts";

interface Called {
  readonly name?: string;
  readonly namespace?: string;
  readonly port?: number;
}

interface Client {
  readonly clientConfig?: { readonly service?: Called };
}

interface Caller {
  readonly webhooks?: readonly Client[];
  readonly parameters?: Readonly<Record<string, string>>;
  readonly spec?: {
    readonly service?: Called;
    readonly conversion?: { readonly webhook?: Client };
    readonly csi?: Readonly<Record<string, unknown>>;
  };
}

/**
 * What an object has the API server or the kubelet ask, besides what has to be there before the object is: Services of
 * webhooks, further APIs and conversions, and Secrets that volumes are mounted with.
 */
export const calledBy = perObject(findCalled);

function findCalled(manifest: Manifest): (Reference & { readonly id: string })[] {
  return referencesIn(manifest).map((reference) => {
    const { group, kind, namespace, name } = reference;
    return { ...reference, id: identity(group, kind, namespace, name) };
  });
}

function referencesIn(manifest: Manifest): Reference[] {
  const { webhooks = [], parameters = {}, spec = {} } = manifest as unknown as Caller;
  switch (`${groupOf(manifest.apiVersion)}/${manifest.kind}`) {
    case "admissionregistration.k8s.io/MutatingWebhookConfiguration":
    case "admissionregistration.k8s.io/ValidatingWebhookConfiguration":
      return webhooks.flatMap((webhook, i) =>
        client(webhook, `webhooks[${i}].clientConfig.service`),
      );
    case "apiregistration.k8s.io/APIService":
      return service(spec.service, "spec.service");
    case "apiextensions.k8s.io/CustomResourceDefinition":
      return client(spec.conversion?.webhook, "spec.conversion.webhook.clientConfig.service");
    case "/PersistentVolume":
      return Object.entries(spec.csi ?? {}).flatMap(([field, value]) =>
        field.endsWith("SecretRef") ? secret(value as Called, `spec.csi.${field}`) : [],
      );
    case "storage.k8s.io/StorageClass":
      return ofParameters(parameters);
    default:
      return [];
  }
}

function client(from: Client | undefined, field: string): Reference[] {
  return service(from?.clientConfig?.service, field);
}

function service(called: Called | undefined, field: string): Reference[] {
  const { name, namespace, port = 443 } = called ?? {};
  return name === undefined || namespace === undefined
    ? []
    : [{ group: "", kind: "Service", namespace, name, key: port, field }];
}

function secret({ name, namespace }: Called, field: string): Reference[] {
  return name === undefined || namespace === undefined
    ? []
    : [{ group: "", kind: "Secret", namespace, name, field }];
}

/** Keys that every CSI driver knows (Kubernetes CSI docs: secrets and credentials); a name may be made of the claim's. */
const secretName = /^csi\.storage\.k8s\.io\/.*secret-name$/;

function ofParameters(parameters: Readonly<Record<string, string>>): Reference[] {
  return Object.entries(parameters).flatMap(([key, name]) => {
    const namespace = parameters[key.replace(/-name$/, "-namespace")];
    const isFixed = secretName.test(key) && !`${name}${namespace}`.includes("${");
    return isFixed ? secret({ name, ...(namespace && { namespace }) }, `parameters["${key}"]`) : [];
  });
}
