import type { AnyPlacement } from "../../../lib/model/placement.ts";
import { object } from "../../support/objects.ts";
import type { TestCluster } from "../environment.ts";
import { healthOf } from "../health.ts";
import { applicationsBy } from "../settle.ts";
import { until } from "../wait.ts";
import type { Scenario } from "./scenario.ts";
import { filesOf } from "../plans.ts";
import { part, smallFleet } from "./small-fleet.ts";

/** A definition and a setting that somebody else changes right back, again and again. */
export const drift: Scenario = {
  name: "drift",
  seconds: 70,
  shows: "what is OutOfSync for ever blocks nothing behind it",

  async run(context) {
    const { say } = context;
    const fleet = smallFleet(parts("1.0.0"));
    const environment = await context.start({ fleet, clusters: ["home"] });
    const home = environment.clusters.get("home")!;
    const find = applicationsBy(environment, "home");
    const fight = setInterval(() => {
      for (const [path, patch] of Object.entries(patches))
        home.kube.patch(path, patch).catch(() => undefined);
    }, 500);
    try {
      for (const version of ["1.0.0", "1.1.0"]) {
        await environment.origin.commit(filesOf(smallFleet(parts(version))), version);
        await environment.origin.publish();
        await (version === "1.0.0" ? environment.applyRoots() : environment.refresh());
        const began = Date.now();
        await until(`version ${version} behind what drifts`, () => runs(home, version), 240);
        const seconds = Math.round((Date.now() - began) / 1000);
        const sync = find("home-base")?.["status"]?.sync?.status as string;
        say(`${version} ran after ${seconds} s, behind an Application that is ${sync}`);
      }
    } finally {
      clearInterval(fight);
    }
  },
};

const patches = {
  "/api/v1/namespaces/base/configmaps/settings": { data: { mode: "loud" } },
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.house.example": {
    spec: { names: { shortNames: ["widge"] } },
  },
};

/** Whether "top", behind what drifts, runs in this version. */
function runs({ world }: TestCluster, version: string): boolean {
  const top = world.view.find("apps/Deployment", "top", "top");
  if (!top) return false;
  const image: string = top["spec"].template.spec.containers[0].image;
  return image.endsWith(`:${version}`) && healthOf(top) === "Healthy";
}

const driftingKind = object(
  "apiextensions.k8s.io/v1",
  "CustomResourceDefinition",
  "widgets.house.example",
  {
    spec: {
      group: "house.example",
      scope: "Namespaced",
      names: {
        kind: "Widget",
        listKind: "WidgetList",
        plural: "widgets",
        singular: "widget",
        shortNames: ["wd"],
      },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object" } },
        },
      ],
    },
  },
);

function parts(version: string): AnyPlacement[] {
  const settings = object("v1", "ConfigMap", "settings", { data: { mode: "quiet" } });
  return [
    part({ name: "base", version, provides: ["lookups"], objects: [settings, driftingKind] }),
    part({ name: "top", version, needs: { lookups: "it looks names up" } }),
  ];
}
