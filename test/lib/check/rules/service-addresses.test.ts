import { describe, expect, it } from "vitest";
import type { Row } from "../../../support/fleet.ts";
import { fleetOf, problemsOf } from "../../../support/fleet.ts";
import { deployment, service } from "../../../support/objects.ts";

const named = (name: string, spec: object) => service(spec, { name });
const onNodes = (nodePort: number, more: object = {}) => ({
  type: "NodePort",
  ports: [{ name: "http", port: 80, targetPort: "http", nodePort, ...more }],
});
const both = (one: object, other: object) => ({
  objects: [deployment(), named("web", one), named("other", other)],
});
const range = "use one of these, or none";

const rows: readonly Row[] = [
  [
    "a port of the nodes that two want",
    both(onNodes(30_080), onNodes(30_080)),
    [
      'home/app: Service "other" asks for nodePort 30080/TCP, which Service "web" of app has; use another, or none',
    ],
  ],
  [
    "a port that is none of theirs",
    { objects: [deployment(), service(onNodes(8080))] },
    [`home/app: Service "web" asks for nodePort 8080/TCP, outside 30000 to 32767; ${range}`],
  ],
  [
    "an address from elsewhere",
    { objects: [deployment(), service({ clusterIP: "10.99.0.1" })] },
    [
      'home/app: Service "web" spec.clusterIP is 10.99.0.1, outside the service CIDR 10.43.0.0/16; use one of it, or none',
    ],
  ],
  [
    "an address that two want",
    both({ clusterIP: "10.43.0.9" }, { clusterIP: "10.43.0.9" }),
    [
      'home/app: Service "other" asks for spec.clusterIP 10.43.0.9, which Service "web" of app has; use another, or none',
    ],
  ],
  [
    "two ports of one name",
    {
      objects: [
        deployment(),
        service({
          ports: [
            { name: "http", port: 80 },
            { name: "http", port: 81 },
          ],
        }),
      ],
    },
    ['home/app: Service "web" spec.ports[1] has the name "http" of [0]; change or remove one'],
  ],
  [
    "one port with its protocol and without",
    {
      objects: [
        deployment({
          container: {
            ports: [
              { name: "http", containerPort: 8080 },
              { containerPort: 8080, protocol: "TCP" },
            ],
          },
        }),
        service(),
      ],
    },
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].ports[1] has the port 8080/TCP of [0]; change or remove one',
    ],
  ],
];

describe("what Services name themselves", () => {
  it.each(rows)("is refused: %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it("is taken where each has its own", () => {
    const taken = both(onNodes(30_080), {
      ...onNodes(30_080, { protocol: "UDP" }),
      clusterIP: "10.43.0.9",
    });
    expect(problemsOf(fleetOf(taken))).toEqual([]);
  });
});
