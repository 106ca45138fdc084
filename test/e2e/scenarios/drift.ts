import type { AnyPlacement } from "../../../lib/component.ts";
import { object } from "../../support/objects.ts";
import type { TestCluster } from "../environment.ts";
import { healthOf } from "../health.ts";
import { applicationsBy } from "../settle.ts";
import { until } from "../wait.ts";
import type { Scenario } from "./scenario.ts";
import { filesOf, part, smallFleet } from "./small-fleet.ts";

/** A definition that the API server changes right back, and a field over which somebody fights. */
export const drift: Scenario = {
  name: "drift",
  shows: "what is OutOfSync for ever blocks nothing behind it",

  async run(context) {
    const { say } = context;
    const fleet = smallFleet(parts("1.0.0"));
    const environment = await context.start({ fleet, clusters: ["home"] });
    const home = environment.clusters.get("home")!;
    const find = applicationsBy(environment, "home");
    const settings = "/api/v1/namespaces/base/configmaps/settings";
    const fight = setInterval(() => {
      home.kube.patch(settings, { data: { mode: "loud" } }).catch(() => undefined);
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

/** Whether "top", behind what drifts, runs in this version. */
function runs({ world }: TestCluster, version: string): boolean {
  const top = world.view.find("apps/Deployment", "top", "top");
  if (!top) return false;
  const image: string = top["spec"].template.spec.containers[0].image;
  return image.endsWith(`:${version}`) && healthOf(top) === "Healthy";
}

/** The API server drops the field that was the default once; to git it is a difference for ever. */
const driftingKind = object(
  "apiextensions.k8s.io/v1",
  "CustomResourceDefinition",
  "widgets.house.example",
  {
    spec: {
      group: "house.example",
      scope: "Namespaced",
      preserveUnknownFields: false,
      names: { kind: "Widget", listKind: "WidgetList", plural: "widgets", singular: "widget" },
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
    part({ name: "base", version, provides: ["dns"], objects: [settings, driftingKind] }),
    part({ name: "top", version, needs: { dns: "it looks names up" } }),
  ];
}
