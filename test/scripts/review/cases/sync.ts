import {
  claim,
  configMap,
  database,
  definition,
  object,
  service,
  thing,
  workload,
} from "../objects.ts";
import { home, shop } from "../shop.ts";
import { treeOf } from "../trees.ts";

const force = { annotations: { "argocd.argoproj.io/sync-options": "Force=true,Replace=true" } };
const job = (image: string): object =>
  object(
    "batch/v1",
    "Job",
    "migrate",
    {
      spec: {
        template: { spec: { restartPolicy: "Never", containers: [{ name: "migrate", image }] } },
      },
    },
    force,
  );

const old = { name: "v1beta1", served: true, storage: true };
const later = { name: "v1", served: true, storage: true };
const both = [{ ...old, storage: false }, later];

/** A kind as imports/crds has it, with these fields of its spec. */
const imported = (...fields: readonly string[]): object => ({
  group: "house.example",
  kind: "Thing",
  plural: "things",
  scope: "Namespaced",
  versions: {
    v1: {
      served: true,
      storage: true,
      schema: {
        type: "object",
        properties: {
          spec: {
            type: "object",
            properties: Object.fromEntries(fields.map((field) => [field, { type: "string" }])),
          },
        },
      },
    },
  },
});

const withThing = (size: string, ...fields: readonly string[]) =>
  treeOf(
    { home: { parts: { shop: { objects: [thing("v1", { size, colour: "red" })] } } } },
    { "house.example/Thing": imported(...fields) },
  );

export const sync = {
  "selector-changed": shop(
    [workload()],
    [workload({ spec: { selector: { matchLabels: { app: "web", tier: "front" } } } })],
  ),
  "claim-template-grows": shop([database()], [database({}, "20Gi")]),
  "claim-shrinks": shop([claim("photos", "20Gi")], [claim("photos", "10Gi")]),
  "recreate-follows-nothing": shop(
    [workload()],
    [workload({ spec: { strategy: { type: "Recreate" } } })],
  ),
  "service-becomes-headless": shop([service()], [service({ clusterIP: "None" })]),
  "immutable-config-changed": shop(
    [configMap({ a: "1" }, { immutable: true })],
    [configMap({ a: "2" }, { immutable: true })],
  ),
  "selector-changed-and-allowed": shop(
    [workload()],
    [workload({ spec: { selector: { matchLabels: { app: "web", tier: "front" } } } })],
    {
      after: {
        allow: [
          {
            to: "replace",
            kind: "Deployment",
            namespace: "shop",
            name: "web",
            reason: "deleted by hand at the merge",
          },
        ],
      },
    },
  ),
  "job-made-anew": shop([job("ghcr.io/house/web:1.2.3")], [job("ghcr.io/house/web:1.2.4")]),
  "claim-moves": home(
    { shop: { objects: [workload(), claim("photos")] }, blog: { objects: [configMap({})] } },
    { shop: { objects: [workload()] }, blog: { objects: [configMap({}), claim("photos")] } },
  ),
  "deployment-moves": home(
    { shop: { objects: [workload(), service()] }, blog: { objects: [configMap({})] } },
    { shop: { objects: [service()] }, blog: { objects: [configMap({}), workload()] } },
  ),
  "stored-version-dropped": home(
    { things: { chart: { makes: [definition(old)] } }, shop: { objects: [thing("v1")] } },
    {
      things: { chart: { version: "2.0.0", makes: [definition(later)] } },
      shop: { objects: [thing("v1")] },
    },
  ),
  "version-dropped-while-used": home(
    { things: { objects: [definition(...both)] }, shop: { objects: [thing("v1beta1")] } },
    { things: { objects: [definition(later)] }, shop: { objects: [thing("v1beta1")] } },
  ),
  "field-dropped-while-used": {
    before: withThing("small", "size", "colour"),
    after: withThing("large", "size"),
  },
};
