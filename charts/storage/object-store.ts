import { defineComponent } from "../../lib/model/component.ts";

export interface ObjectStoreOptions {
  /** Of an S3 API outside of the cluster, for example `https://minio.house.example:9000`. */
  readonly endpoint: string;
  /** As the store has it. @default "us-east-1" */
  readonly region?: string;
  /** Whether buckets stand in the path of URLs, not in the name of the host. @default true */
  readonly pathStyle?: boolean;
}

/** An object store that is there already: a machine of the site, or a service. It brings no objects of its own. */
export const objectStore = defineComponent({
  name: "object-store",
  layer: "storage",
  about: { docs: "https://docs.aws.amazon.com/AmazonS3/latest/API/" },
  namespace: "default",
  provides: {
    "object-storage": (_, options: ObjectStoreOptions) => ({
      endpoint: options.endpoint,
      region: options.region ?? "us-east-1",
      pathStyle: options.pathStyle ?? true,
      credentials: (bucket: string) => ({
        name: `bucket-${bucket}`,
        keys: ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"],
      }),
    }),
  },

  *check({ endpoint }: ObjectStoreOptions) {
    if (/^https?:\/\/[^/]+$/.test(endpoint)) return;
    yield `has endpoint "${endpoint}", not a URL without a path; write it as https://minio.house.example:9000`;
  },
});
