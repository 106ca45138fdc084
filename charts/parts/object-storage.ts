import type { Scope } from "../../lib/model/scope.ts";

/** Name of the Secret that opens a bucket of the cluster's object storage, in the component's namespace or another. */
export function bucketSecret(scope: Scope, bucket: string, namespace?: string): string {
  const store = scope.from("object-storage");
  const { buckets } = store;
  if (buckets && !buckets.includes(bucket))
    scope.complain(
      `opens bucket "${bucket}", but the cluster's object storage has ${listed(buckets)}; add it to the buckets there`,
    );
  const key = store.credentials(bucket);
  const isElsewhere = namespace !== undefined && namespace !== scope.namespace;
  return scope.secret(isElsewhere ? { ...key, namespace } : key).name;
}

const listed = (buckets: readonly string[]): string =>
  buckets.length === 0 ? "none" : buckets.map((one) => `"${one}"`).join(", ");
