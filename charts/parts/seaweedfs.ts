import type { SecretRequest } from "../../lib/model/secret.ts";

const keys = { id: "AWS_ACCESS_KEY_ID", secret: "AWS_SECRET_ACCESS_KEY" } as const;

/** The key of a bucket: one entry of the store, for the server and for whoever opens the bucket. */
export function bucketKey(cluster: string, bucket: string): SecretRequest {
  const name = `bucket-${bucket}`;
  return { name, keys: [keys.id, keys.secret], path: `${cluster}/seaweedfs/${name}` };
}

/** One identity for each bucket, whose key the server finds in its variables. */
export function identities(buckets: readonly string[]): string {
  const all = buckets.map((bucket) => ({
    name: bucket,
    credentials: [
      {
        accessKey: `\${${variable(bucket, "id")}}`,
        secretKey: `\${${variable(bucket, "secret")}}`,
      },
    ],
    actions: ["Read", "Write", "List", "Tagging"].map((action) => `${action}:${bucket}`),
  }));
  return `${JSON.stringify({ identities: all }, null, 2)}\n`;
}

/** Those variables. */
export function keyVariables(
  buckets: readonly string[],
): Record<string, { readonly secret: string; readonly key: string }> {
  return Object.fromEntries(
    buckets.flatMap((bucket) =>
      (["id", "secret"] as const).map((part) => [
        variable(bucket, part),
        { secret: `bucket-${bucket}`, key: keys[part] },
      ]),
    ),
  );
}

function variable(bucket: string, part: keyof typeof keys): string {
  return `BUCKET_${bucket}_${part}`.replaceAll("-", "_").toUpperCase();
}

/** Amazon's rules, without dots. */
export function isBucketName(name: string): boolean {
  return /^[a-z\d][a-z\d-]{1,61}[a-z\d]$/.test(name);
}

/** Makes the buckets that are not there, each owned by its identity, and fails where one is missing after that. */
export function bucketScript(master: string, buckets: readonly string[]): string {
  return [
    "set -eu",
    `there() { echo s3.bucket.list | weed shell -master=${master} | grep -Eq "^ *$1[[:space:]]"; }`,
    `for bucket in ${buckets.join(" ")}; do`,
    `  there $bucket || echo "s3.bucket.create -name $bucket -owner $bucket" | weed shell -master=${master}`,
    "  there $bucket",
    "done",
  ].join("\n");
}
