import { app } from "../../../charts/parts/app/app.ts";
import { component, fleetOf, node } from "../../support/fleet.ts";
import { cgroupRefusal } from "../real-nodes/cgroups.ts";
import { buildNodeTools } from "../real-nodes/tools.ts";
import { requirePrograms } from "../prerequisites.ts";
import { settled } from "../settle.ts";
import { filesOf } from "../plans.ts";
import { busybox } from "../real-nodes/images.ts";
import type { Scenario } from "./scenario.ts";

/** What `app()` makes, as pods that run. */
export const workloads: Scenario = {
  name: "workloads",
  seconds: 120,
  shows: "what app() makes runs on real nodes, and keeps its data",
  needsNamespaces: true,
  refusal: cgroupRefusal,
  async prepare(say) {
    requirePrograms("nodes");
    await buildNodeTools(say);
  },

  async run(context) {
    const { say } = context;
    const fleet = fleetOf({
      cluster: {
        endpoint: "10.0.0.9",
        nodes: [
          node("home-1", "10.0.0.10", "control-plane"),
          node("home-2", "10.0.0.11"),
        ],
        components: [
          component("web", {
            asks: (scope) =>
              app(scope, { name: "web", image: "registry.test/page:1.0.0", port: 8080, critical: true,
                requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "64Mi" } }),
          }),
          component("keeper", {
            asks: (scope) =>
              app(scope, { name: "keeper", image: "registry.test/keeper:1.0.0", port: 8080, 
                volumes: { data: { path: "/data", size: "1Gi" } },
                requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "64Mi" } }),
          }),
        ],
        ingress: undefined,
      },
    });
    const page = await busybox("registry.test/page:1.0.0", {
      entrypoint: ["/bin/httpd", "-f", "-p", "8080", "-h", "/www"],
      texts: { "www/index.html": "1.0.0\n" },
    });
    const keeper = await busybox("registry.test/keeper:1.0.0", {
      entrypoint: ["/bin/sh", "-c", "echo started >>/data/index.html; exec httpd -f -p 8080 -h /data"],
    });
    const files = filesOf(fleet);
    const environment = await context.start({
      fleet,
      clusters: ["home"],
      realNodes: { images: [page, keeper] },
    });
    await environment.origin.commit(files, "install");
    await environment.origin.publish();
    await environment.applyRoots();
    await settled(environment, 120);
    say("everything is there");
  },
};
