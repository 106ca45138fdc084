import { defineComponent } from "../../lib/model/component.ts";
import { monitored } from "../parts/monitoring.ts";
import { snapshotKinds } from "../parts/kinds/snapshots.ts";

declare module "../../lib/model/capability.ts" {
  interface Capabilities {
    /** VolumeSnapshot and its kin are known, and acted on. */
    "volume-snapshots": object;
  }
}

/** The kinds of volume snapshots, and the controller that has storage drivers make them. */
export const snapshotController = defineComponent({
  name: "snapshot-controller",
  layer: "storage",
  about: { docs: "https://kubernetes-csi.github.io/docs/snapshot-controller.html" },
  namespace: "snapshot-controller",
  podSecurity: "restricted",
  provides: { "volume-snapshots": {} },
  chart: "snapshot-controller",
  kinds: snapshotKinds,
  traffic: { to: [{ who: "api-server" }] },

  values: (scope) => ({
    controller: {
      podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
      securityContext: { allowPrivilegeEscalation: false },
      serviceMonitor: { create: monitored(scope) },
      resources: { requests: { cpu: "10m", memory: "32Mi" } },
    },
  }),
});
