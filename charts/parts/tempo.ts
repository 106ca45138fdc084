import type { TempoValues } from "../../imports/values/tempo.ts";
import type { Scope } from "../../lib/model/scope.ts";
import { bucketSecret } from "./object-storage.ts";

type Storage = NonNullable<NonNullable<TempoValues["tempo"]>["storage"]>;

/** A bucket of the cluster's object storage. */
export function bucketOf(scope: Scope, bucket: string): Storage {
  const { endpoint, region, pathStyle } = scope.from("object-storage");
  const { host, protocol } = new URL(endpoint);
  const insecure = protocol === "http:";
  const s3 = { bucket, endpoint: host, region, forcepathstyle: pathStyle, insecure };
  return { trace: { backend: "s3", s3 } };
}

/** Its key, as variables that the client reads by itself (Tempo docs: hosted-storage/s3). */
export function keyOf(scope: Scope, bucket: string): object {
  return { secretRef: { name: bucketSecret(scope, bucket) } };
}
