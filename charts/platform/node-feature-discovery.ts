import { defineComponent } from "../../lib/model/component.ts";
import { monitored } from "../parts/monitoring.ts";

export interface NodeFeatureDiscoveryOptions {
  /**
   * Classes of USB devices that nodes get a label for, two hexadecimal digits each; sticks for Zigbee are mostly of `ff`
   * (their maker's own) or `02` (communications). @default `0e`, `ef`, `fe`, `ff`
   */
  readonly usbClasses?: readonly string[];
}

/** Labels nodes with what they are made of: `feature.node.kubernetes.io/usb-<class>_<vendor>_<device>.present`. */
export const nodeFeatureDiscovery = defineComponent({
  name: "node-feature-discovery",
  layer: "platform",
  about: { docs: "https://kubernetes-sigs.github.io/node-feature-discovery/stable/" },
  namespace: "node-feature-discovery",
  // It reads /sys, /boot and more of each node.
  podSecurity: "privileged",
  chart: "node-feature-discovery",
  kinds: { "nfd.k8s-sigs.io/*": {} },
  traffic: { to: [{ who: "api-server" }] },

  *check({ usbClasses = [] }: NodeFeatureDiscoveryOptions) {
    for (const one of usbClasses.filter((usbClass) => !/^[\da-f]{2}$/.test(usbClass))) {
      yield `has USB class "${one}"; write two hexadecimal digits in lower case, such as "02"`;
    }
  },

  values: (scope, { usbClasses }: NodeFeatureDiscoveryOptions) => ({
    // Labels stay when it goes: Argo CD's finalizer for the hook is not in git (argo-cd issue 17433).
    postDeleteCleanup: false,
    prometheus: { enable: monitored(scope) },
    worker: {
      config: usbClasses ? { sources: { usb: { deviceClassWhitelist: usbClasses } } } : {},
    },
  }),
});
