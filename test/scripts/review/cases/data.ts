import {
  claim,
  configMap,
  database,
  definition,
  namespace,
  object,
  service,
  thing,
  workload,
} from "../objects.ts";
import { home, shop } from "../shop.ts";

const v1 = { name: "v1", served: true, storage: true };
const postgres = object("postgresql.cnpg.io/v1", "Cluster", "orders", { spec: { instances: 2 } });
const keepsData = ["postgresql.cnpg.io/Cluster"];

export const data = {
  "claim-removed": shop([workload(), claim("photos")], [workload()]),
  "claim-of-a-chart-removed": home(
    { photos: { chart: { makes: [workload({ name: "photos" }), claim("photos")] } } },
    { photos: { chart: { makes: [workload({ name: "photos" })] } } },
  ),
  "claim-renamed": shop([workload(), claim("photos")], [workload(), claim("pictures")]),
  "claim-removed-and-allowed": shop([workload(), claim("photos")], [workload()], {
    after: {
      allow: [
        {
          to: "delete",
          kind: "PersistentVolumeClaim",
          namespace: "shop",
          name: "photos",
          reason: "copied to the NAS on the first of May",
        },
      ],
    },
  }),
  "allowances-of-no-use": shop(
    [workload(), claim("photos")],
    [workload({ image: "ghcr.io/house/web:1.2.4" }), claim("photos")],
    {
      after: {
        allow: [
          {
            to: "delete",
            kind: "PersistentVolumeClaim",
            namespace: "shop",
            name: "old",
            reason: "copied",
          },
          {
            to: "delete",
            kind: "PersistentVolumeClaim",
            namespace: "shop",
            name: "photos",
            reason: "copied",
          },
        ],
      },
    },
  ),
  "namespace-removed": home(
    { namespaces: { objects: [namespace(), namespace({}, "attic")] } },
    { namespaces: { objects: [namespace()] } },
  ),
  "namespace-of-a-chart-removed": home(
    { demo: { chart: { makes: [namespace(), configMap({ a: "b" })] } } },
    { demo: { chart: { makes: [configMap({ a: "b" })] } } },
  ),
  "definition-removed": home(
    { things: { objects: [definition(v1)] }, shop: { objects: [thing("v1")] } },
    { things: { objects: [configMap({})] }, shop: { objects: [thing("v1")] } },
  ),
  "stateful-set-removed": shop([database(), service()], [service()]),
  "stateful-set-removed-with-its-claims": shop(
    [
      database({ spec: { persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete" } } }),
      service(),
    ],
    [service()],
  ),
  "database-removed": shop([postgres, workload()], [workload()], {
    before: { keepsData },
    after: { keepsData },
  }),
  "application-removed": home(
    {
      shop: { objects: [workload(), service(), claim("photos")] },
      blog: { objects: [configMap({})] },
    },
    { blog: { objects: [configMap({})] } },
  ),
};
