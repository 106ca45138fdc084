import { ApiObject } from "cdk8s";
import { describe, expect, it } from "vitest";
import { sealedSecrets } from "../../../../charts/index.ts";
import type { AnyDefinition } from "../../../../lib/model/definition.ts";
import type { AskedSecret } from "../../../../lib/model/secret.ts";
import type { Scope } from "../../../../lib/model/scope.ts";
import type { Change, Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { claim, configMap, deployment, object, service } from "../../../support/objects.ts";

const mounts = (name: string) => ({
  volumes: [{ name: "data", persistentVolumeClaim: { claimName: name } }],
});
/** Two components in one namespace: claims in one, pods in the other. */
const apart = (spec: object): Change => ({
  objects: [claim("data", spec)],
  components: [
    component("pods", {
      namespace: "app",
      objects: [deployment({ pod: mounts("data") }), service()],
    }),
  ],
});
const settings = (mounted: string) => [
  configMap(`of-${mounted === "one" ? "two" : "one"}`, { a: "b" }),
  deployment({
    name: mounted,
    pod: { volumes: [{ name: "settings", configMap: { name: `of-${mounted}` } }] },
  }),
];
const ownSecret = (scope: Scope, name: string) =>
  void new ApiObject(scope, name, {
    ...object("bitnami.com/v1alpha1", "SealedSecret", name),
    spec: { encryptedData: { key: "AgB" } },
  });
/** Makes Secret "own" by a custom resource of its own chart. */
const seals = (more: readonly object[], values?: AnyDefinition["values"]) =>
  component("seals", {
    objects: more,
    provides: {
      "secret-store": {
        secret: (scope: Scope, { name }: AskedSecret) => ownSecret(scope, name),
      },
    },
    chart: "sealed-secrets",
    kinds: sealedSecrets().definition.kinds,
    makes: { pods: [{ name: "controller", replicas: 1, cpu: "10m", memory: "10Mi" }] },
    values,
  });
const pullSecret = (scope: Scope) => ({
  image: { pullSecrets: [scope.secret({ name: "own", keys: ["key"] }).name] },
});
const needsOwn = deployment({ pod: { volumes: [{ name: "own", secret: { secretName: "own" } }] } });

const rows: readonly Row[] = [
  [
    "components that need each other",
    {
      objects: settings("one"),
      components: [component("second", { namespace: "app", objects: settings("two") })],
    },
    [
      'home/app: cycle: app needs second (Deployment "one": spec.template.spec.volumes[0].configMap.name names ConfigMap "of-one"), second needs app (Deployment "two": spec.template.spec.volumes[0].configMap.name names ConfigMap "of-two"); remove one of these needs',
    ],
  ],
  [
    "a claim that waits for pods of a later Application",
    apart({ storageClassName: "local-path" }),
    [
      'home/app: deadlock: app needs pods (PersistentVolumeClaim "data": it is bound only when a pod of Deployment "web" mounts it (WaitForFirstConsumer)), pods needs app (Deployment "web": spec.template.spec.volumes[0].persistentVolumeClaim.claimName names PersistentVolumeClaim "data"); put PersistentVolumeClaim "data" and Deployment "web" into one component',
    ],
  ],
  [
    "the same by the default class",
    apart({}),
    [
      'home/app: deadlock: app needs pods (PersistentVolumeClaim "data": it is bound only when a pod of Deployment "web" mounts it (WaitForFirstConsumer)), pods needs app (Deployment "web": spec.template.spec.volumes[0].persistentVolumeClaim.claimName names PersistentVolumeClaim "data"); put PersistentVolumeClaim "data" and Deployment "web" into one component',
    ],
  ],
  [
    "a chart that needs a custom resource of its own kinds",
    { components: [seals([], pullSecret)] },
    [
      'home/seals: deadlock: Deployment "controller" needs SealedSecret "own" (its values name Secret "own"), SealedSecret "own" needs Deployment "controller" (CustomResourceDefinition "sealedsecrets.bitnami.com" is of its chart); give Deployment "controller" what it needs from another component or from the bootstrap',
    ],
  ],
  [
    "pods that need a custom resource of their own chart",
    {
      components: [
        seals([
          needsOwn,
          service(),
          {
            ...object("bitnami.com/v1alpha1", "SealedSecret", "own"),
            spec: { encryptedData: { key: "AgB" } },
          },
        ]),
      ],
    },
    [
      'home/seals: deadlock: Deployment "web" needs SealedSecret "own" (spec.template.spec.volumes[0].secret.secretName names Secret "own" of SealedSecret "own"), SealedSecret "own" needs Deployment "controller" (CustomResourceDefinition "sealedsecrets.bitnami.com" is of its chart); give Deployment "web" what it needs from another component or from the bootstrap',
    ],
  ],
];

describe("the order of a cluster", () => {
  it.each(rows)("is refused with %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
