import type { LokiValues } from "../../imports/values/loki.ts";
import type { Scope } from "../../lib/model/scope.ts";
import { bucketSecret } from "./object-storage.ts";

type Storage = NonNullable<NonNullable<LokiValues["loki"]>["storage"]>;

/** A bucket of the cluster's object storage, for logs and rules alike. */
export function bucketValues(scope: Scope, bucket: string): Storage {
  scope.use("object-storage", "it keeps logs in a bucket");
  const { endpoint, region, pathStyle } = scope.from("object-storage");
  const { host, protocol } = new URL(endpoint);
  return {
    type: "s3",
    bucketNames: { chunks: bucket, ruler: bucket },
    s3: {
      endpoint: host,
      region,
      s3ForcePathStyle: pathStyle,
      insecure: protocol === "http:",
    },
  };
}

/** Its key, as variables that the client reads by itself (Loki docs: configure, s3_storage_config). */
export function bucketVariables(scope: Scope, bucket: string): object {
  return { secretRef: { name: bucketSecret(scope, bucket) } };
}
