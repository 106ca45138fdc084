import type { Capability } from "../../../lib/model/capability.ts";
import type { Fleet } from "../../../lib/model/cluster.ts";
import type { AnyPlacement } from "../../../lib/model/placement.ts";
import type { PlannedFile } from "../../../lib/emit/planned-file.ts";
import { component, fleetOf } from "../../support/fleet.ts";
import { deployment, object, service } from "../../support/objects.ts";

/** What parts of a small fleet wait for; of the capabilities that a house has, many are found at run time. */
declare module "../../../lib/model/capability.ts" {
  interface Capabilities {
    lookups: object;
    meters: object;
    journal: object;
  }
}

export interface Part {
  readonly name: string;
  readonly version?: string;
  readonly needs?: Readonly<Partial<Record<Capability, string>>>;
  readonly provides?: readonly Capability[];
  /** Of the Deployment's spec. */
  readonly spec?: object;
  /** Name of the claim that it keeps data in; it has none by default. */
  readonly claim?: string;
  readonly namespace?: string;
  /** Name of a ConfigMap in its namespace that its container takes variables from. */
  readonly reads?: string;
  /** Beside its Deployment and Service. */
  readonly objects?: readonly object[];
}

/** The version whose image nobody can pull. */
export const brokenVersion = "0.0.0";

/** A component of the smallest useful kind: a Deployment with a Service, and a claim where it keeps data. */
export function part({
  name,
  version = "1.0.0",
  claim,
  reads,
  spec,
  objects = [],
  ...more
}: Part): AnyPlacement {
  const container = {
    image: `ghcr.io/house/${name}:${version}`,
    ...(reads && { envFrom: [{ configMapRef: { name: reads } }] }),
  };
  const volume = { name: "data", persistentVolumeClaim: { claimName: claim } };
  const mount = { volumeMounts: [{ name: "data", mountPath: "/data" }] };
  const workload = deployment({
    name,
    labels: { app: name },
    container: { ...container, ...(claim && mount) },
    pod: claim ? { volumes: [volume] } : {},
    spec: {
      selector: { matchLabels: { app: name } },
      ...(claim && { strategy: { type: "Recreate" } }),
      ...spec,
    },
  });
  const ports = [{ name: "http", port: 80, targetPort: "http" }];
  const own = service({ selector: { app: name }, ports }, { name, labels: { app: name } });
  const all = [workload, own, ...(claim ? [claimOf(claim)] : []), ...objects];
  return component(name, { ...more, objects: all });
}

function claimOf(name: string): object {
  return object("v1", "PersistentVolumeClaim", name, {
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
  });
}

/** A cluster of these parts beside what the tests' small fleet has, and a second one where its parts are given. */
export function smallFleet(
  components: readonly AnyPlacement[],
  edge?: readonly AnyPlacement[],
): Fleet {
  return fleetOf({ components, ...(edge && { edge: { components: edge } }) });
}

/** Names of the Applications that differ between two trees. */
export function changedBetween(
  before: readonly PlannedFile[],
  after: readonly PlannedFile[],
): Set<string> {
  const old = new Map(before.map(({ path, content }) => [path, content]));
  const changed = after.filter(({ path, content }) => old.get(path) !== content);
  return new Set(
    changed.flatMap(({ path }) => {
      // Its own object, or one in its folder: on a branch the former says nothing of the latter.
      const [, cluster, own, folder] =
        /^([^/]+)\/(?:apps\/([^/]+)\.yaml|[^/]+\/([^/]+)\/)/.exec(path) ?? [];
      const name = own ?? folder;
      return name ? [`${cluster}-${name}`] : [];
    }),
  );
}
