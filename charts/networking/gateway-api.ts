import { defineComponent } from "../../lib/model/component.ts";
import { gatewayKinds } from "../parts/kinds/gateway.ts";

/** The kinds of Gateway API, of its standard channel, before whoever serves a Gateway. */
export const gatewayApi = defineComponent({
  name: "gateway-api",
  layer: "networking",
  about: { docs: "https://gateway-api.sigs.k8s.io/" },
  // It has no pods, and so need not wait for a namespace of its own.
  namespace: "default",
  provides: { "gateway-crds": {} },
  chart: "gateway-crds-helm",
  kinds: gatewayKinds,
  values: () => ({ crds: { gatewayAPI: { enabled: true, channel: "standard" } } }),
});
