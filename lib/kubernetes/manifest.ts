export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** A Kubernetes object as plain data. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [key: string]: unknown;
  };
  readonly [key: string]: unknown;
}

/** `apps` of `apps/v1`, and the empty string of `v1`. */
export function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}

/** One object of a cluster: group, kind, namespace and name; the version is left out, as the API server stores one. */
export function identityOf({ apiVersion, kind, metadata }: Manifest): string {
  return identity(groupOf(apiVersion), kind, metadata.namespace ?? "", metadata.name);
}

export function identity(group: string, kind: string, namespace: string, name: string): string {
  return `${group}/${kind}/${namespace}/${name}`;
}

/** Whether Argo CD runs it around a sync instead of keeping it. */
export function isHook({ metadata }: Pick<Manifest, "metadata">): boolean {
  return metadata.annotations?.["argocd.argoproj.io/hook"] !== undefined;
}

/** How an object is called in messages: `Service "traefik"`. */
export function titleOf({ kind, metadata }: { kind: string; metadata: { name: string } }): string {
  return `${kind} "${metadata.name}"`;
}
