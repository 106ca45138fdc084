import { describe, expect, it } from "vitest";
import type { Change, Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { deployment, service } from "../../../support/objects.ts";

const web = (image: string): Change => ({
  objects: [deployment({ container: { image } }), service()],
});
const digest = `sha256:${"a".repeat(64)}`;

const rows: readonly Row[] = [
  [
    "no tag",
    web("nginx"),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].image is "nginx", which has no tag; name a version or a digest',
    ],
  ],
  [
    "no tag behind a port",
    web("registry.house.example:5000/web"),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].image is "registry.house.example:5000/web", which has no tag; name a version or a digest',
    ],
  ],
  [
    "the tag latest",
    web("ghcr.io/house/web:latest"),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].image is "ghcr.io/house/web:latest", which is another image tomorrow; name a version or a digest',
    ],
  ],
  [
    "a tag out of a missing value",
    web("ghcr.io/house/web:null"),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].image is "ghcr.io/house/web:null", whose tag is a missing value; name a version or a digest',
    ],
  ],
  [
    "capitals",
    web("ghcr.io/House/web:1.2.3"),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].image is "ghcr.io/House/web:1.2.3", which is no image reference; did you mean "ghcr.io/house/web:1.2.3"?',
    ],
  ],
  [
    "a space",
    web("ghcr.io/house/web: 1.2.3"),
    [
      'home/app: Deployment "web" spec.template.spec.containers[0].image is "ghcr.io/house/web: 1.2.3", which is no image reference; correct it',
    ],
  ],
  [
    "the tag latest in an init container",
    {
      objects: [
        deployment({ pod: { initContainers: [{ name: "init", image: "busybox:latest" }] } }),
        service(),
      ],
    },
    [
      'home/app: Deployment "web" spec.template.spec.initContainers[0].image is "busybox:latest", which is another image tomorrow; name a version or a digest',
    ],
  ],
  [
    "the tag latest in a chart's values",
    {
      components: [
        component("proxy", { chart: "traefik", values: () => ({ image: { tag: "latest" } }) }),
      ],
    },
    ['home/proxy: value image.tag is "latest", which is another image tomorrow; name a version'],
  ],
];

const validRows: readonly Row[] = [
  ["a tag", web("nginx:1.29"), []],
  ["a digest", web(`ghcr.io/house/web@${digest}`), []],
  ["a digest beside the tag latest", web(`ghcr.io/house/web:latest@${digest}`), []],
  ["a port and a tag", web("registry.house.example:5000/house/web:1.2.3-alpine"), []],
];

describe("an image", () => {
  it.each(rows)("is refused with %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("may have %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
