import { describe, expect, it } from "vitest";
import type { Row } from "../../../support/fleet.ts";
import { fleetOf, problemsOf } from "../../../support/fleet.ts";
import { claim, deployment, service } from "../../../support/objects.ts";

const requests = { cpu: "50m", memory: "64Mi" };
const web = 'home/app: Deployment "web" spec.template.spec';

const rows: readonly Row[] = [
  [
    "of memory",
    {
      objects: [
        deployment({ container: { resources: { requests, limits: { memory: "512m" } } } }),
        service(),
      ],
    },
    [
      `${web}.containers[0].resources.limits.memory is 512m, a fraction of a byte; write 512Mi`,
      `${web}.containers[0].resources.requests.memory is 64Mi, more than its limit 512m; raise the limit or lower the request`,
    ],
  ],
  [
    "of memory, in a share of a unit",
    {
      objects: [
        deployment({ container: { resources: { requests: { ...requests, memory: "0.1Gi" } } } }),
        service(),
      ],
    },
    [
      `${web}.containers[0].resources.requests.memory is 0.1Gi, a fraction of a byte; write 107374183`,
    ],
  ],
  [
    "of an emptyDir",
    {
      objects: [
        deployment({ pod: { volumes: [{ name: "tmp", emptyDir: { sizeLimit: "100m" } }] } }),
        service(),
      ],
    },
    [`${web}.volumes[0].emptyDir.sizeLimit is 100m, a fraction of a byte; write 100Mi`],
  ],
  [
    "of a claim",
    {
      objects: [
        deployment({
          pod: { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] },
          spec: { strategy: { type: "Recreate" } },
        }),
        service(),
        claim("data", { resources: { requests: { storage: "500m" } } }),
      ],
    },
    [
      'home/app: PersistentVolumeClaim "data" spec.resources.requests.storage is 500m, a fraction of a byte; write 500Mi',
    ],
  ],
  [
    "of a claim that lives as long as its pod",
    {
      objects: [
        deployment({
          pod: {
            volumes: [
              {
                name: "data",
                ephemeral: {
                  volumeClaimTemplate: {
                    spec: claim("data", { resources: { requests: { storage: "500m" } } }).spec,
                  },
                },
              },
            ],
          },
        }),
        service(),
      ],
    },
    [
      `${web}.volumes[0].ephemeral.volumeClaimTemplate.spec.resources.requests.storage is 500m, a fraction of a byte; write 500Mi`,
    ],
  ],
  [
    "of a claim of each replica",
    {
      objects: [
        deployment({
          kind: "StatefulSet",
          spec: {
            serviceName: "web",
            volumeClaimTemplates: [
              {
                metadata: { name: "data" },
                spec: claim("data", { resources: { requests: { storage: "500m" } } }).spec,
              },
            ],
          },
        }),
        service(),
      ],
    },
    [
      'home/app: StatefulSet "web" spec.volumeClaimTemplates[0].spec.resources.requests.storage is 500m, a fraction of a byte; write 500Mi',
    ],
  ],
];

describe("an amount of bytes", () => {
  it.each(rows)("is refused in fractions: %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it("may be a whole number of anything, and CPU in parts", () => {
    const resources = { requests: { cpu: "0.1", memory: "0.5Gi" }, limits: { memory: "1.5G" } };
    expect(
      problemsOf(fleetOf({ objects: [deployment({ container: { resources } }), service()] })),
    ).toEqual([]);
  });
});
