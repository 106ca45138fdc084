import { describe, expect, it } from "vitest";
import type { Row } from "../../../support/fleet.ts";
import { fleetOf, problemsOf } from "../../../support/fleet.ts";
import {
  configMap,
  deployment,
  ingress,
  service,
  thingDefinition,
} from "../../../support/objects.ts";

/** Each is one mistake, which a careless reader of the object would stumble over. */
const onceRows: readonly Row[] = [
  [
    "containers that are no list",
    { objects: [deployment({ pod: { containers: "web" } }), service()] },
    [
      'home/app: Deployment "web" spec.template.spec.containers is "web", not a list; write ["web"]',
    ],
  ],
  [
    "a container that is no object",
    {
      objects: [
        deployment({ pod: { containers: ["web", { name: "web", image: "a.example/web:1" }] } }),
      ],
    },
    [
      'home/app: Deployment "web" spec.template.spec.containers[0] is "web", not an object; write its fields',
    ],
  ],
  [
    "volumes that are no list",
    { objects: [deployment({ pod: { volumes: { data: {} } } }), service()] },
    [
      'home/app: Deployment "web" spec.template.spec.volumes is an object (data), not a list; write its items in brackets',
    ],
  ],
  [
    "an image that is a number",
    { objects: [deployment({ container: { image: 5 } }), service()] },
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].image is 5, not a string; write "5"',
    ],
  ],
  [
    "a spec that is no object",
    { objects: [service({}), { ...deployment(), spec: "web" }] },
    ['home/app: Deployment "web" spec is "web", not an object; write its fields'],
  ],
  [
    "annotations with a number",
    { objects: [deployment({ metadata: { annotations: { "a.b/c": 1 } } }), service()] },
    ['home/app: Deployment "web" metadata.annotations["a.b/c"] is 1, not a string; write "1"'],
  ],
  [
    "rules that are no list",
    { objects: [deployment(), service(), ingress({ spec: { rules: { host: "a.example" } } })] },
    [
      'home/app: Ingress "web" spec.rules is an object (host), not a list; write its items in brackets',
    ],
  ],
  [
    "a name that is a number",
    { objects: [{ ...configMap("", {}), metadata: { name: 5 } }] },
    ['home/app: ConfigMap "5" metadata.name is 5, not a string; write "5"'],
  ],
  [
    "a CustomResourceDefinition without names",
    { objects: [{ ...thingDefinition, spec: { group: "house.example" } }] },
    [
      'home/app: CustomResourceDefinition "things.house.example" spec.names is missing; add it',
      'home/app: CustomResourceDefinition "things.house.example" spec.scope is missing; add it',
      'home/app: CustomResourceDefinition "things.house.example" spec.versions is missing; add it',
    ],
  ],
];

describe("an object", () => {
  it.each(onceRows)("is refused with %s, and nothing else complains", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
