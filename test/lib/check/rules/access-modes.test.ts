import { describe, expect, it } from "vitest";
import type { Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { claim, deployment, object, service } from "../../../support/objects.ts";

const classOf = (name: string) =>
  object("storage.k8s.io/v1", "StorageClass", name, { provisioner: "driver.example" });
const nas = component("nas", {
  objects: [classOf("nas")],
  accessModes: ["ReadWriteOnce", "ReadWriteMany"],
});
const unknown = component("unknown", { objects: [classOf("unknown")] });

const web = [deployment({ pod: { volumes: [mounted("data")] } }), service()];
const asking = (accessModes: readonly string[], storageClassName?: string) =>
  claim("data", { accessModes, storageClassName });

function mounted(claimName: string) {
  return { name: "data", persistentVolumeClaim: { claimName } };
}

const template = { accessModes: ["ReadWriteMany"], resources: { requests: { storage: "1Gi" } } };

const rows: readonly Row[] = [
  [
    "many nodes for a folder of one",
    { objects: [...web, asking(["ReadWriteMany"])] },
    [
      'home/app: PersistentVolumeClaim "data" asks for ReadWriteMany, which volumes of the default class cannot do; ask for ReadWriteOnce or ReadWriteOncePod, or name another class',
    ],
  ],
  [
    "the same by the name of its class",
    { objects: [...web, asking(["ReadOnlyMany", "ReadWriteMany"], "local-path")] },
    [
      'home/app: PersistentVolumeClaim "data" asks for ReadOnlyMany and ReadWriteMany, which volumes of class local-path cannot do; ask for ReadWriteOnce or ReadWriteOncePod, or name another class',
    ],
  ],
  [
    "what a component does not give",
    { objects: [...web, asking(["ReadOnlyMany"], "nas")], components: [nas] },
    [
      'home/app: PersistentVolumeClaim "data" asks for ReadOnlyMany, which volumes of class nas cannot do; ask for ReadWriteOnce or ReadWriteMany, or name another class',
    ],
  ],
  [
    "it for each replica of a StatefulSet",
    {
      objects: [
        deployment({
          kind: "StatefulSet",
          spec: {
            serviceName: "web",
            volumeClaimTemplates: [{ metadata: { name: "data" }, spec: template }],
          },
        }),
        service(),
      ],
    },
    [
      'home/app: StatefulSet "web" spec.volumeClaimTemplates[0] asks for ReadWriteMany, which volumes of the default class cannot do; ask for ReadWriteOnce or ReadWriteOncePod, or name another class',
    ],
  ],
  [
    "it for a volume that lives as long as its pod",
    {
      objects: [
        deployment({
          pod: {
            volumes: [{ name: "data", ephemeral: { volumeClaimTemplate: { spec: template } } }],
          },
        }),
        service(),
      ],
    },
    [
      'home/app: Deployment "web" spec.template.spec.volumes[0].ephemeral.volumeClaimTemplate asks for ReadWriteMany, which volumes of the default class cannot do; ask for ReadWriteOnce or ReadWriteOncePod, or name another class',
    ],
  ],
];

const validRows: readonly Row[] = [
  [
    "many nodes of a share",
    { objects: [...web, asking(["ReadWriteMany"], "nas")], components: [nas] },
    [],
  ],
  [
    "anything of a class that nobody knows",
    { objects: [...web, asking(["ReadWriteMany"], "unknown")], components: [unknown] },
    [],
  ],
];

describe("a claim", () => {
  it.each(rows)("may not ask %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("may ask %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
