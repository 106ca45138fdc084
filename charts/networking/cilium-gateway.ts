import { defineComponent } from "../../lib/model/component.ts";
import type { GatewayServer } from "../../lib/model/capability.ts";
import { hasKubeProxy } from "../../lib/model/distribution.ts";
import { ciliumClass } from "../parts/cilium.ts";
import { addGateway, redirectToHttps } from "../parts/gateway.ts";

export interface CiliumGatewayOptions {
  /** A fixed address out of the cluster's range: records and routers outside point to it. */
  readonly address?: string;
  /** Hosts with a certificate of their own: those that are not right below the cluster's domain. @default none */
  readonly hosts?: readonly string[];
}

const name = "cilium-gateway";

/** Serves hosts by routes of a Gateway, which Cilium's own Envoy is on every node. Ingress objects are served by nobody. */
export const ciliumGateway = defineComponent({
  name,
  layer: "networking",
  about: { docs: "https://docs.cilium.io/en/stable/network/servicemesh/gateway-api/gateway-api/" },
  namespace: name,
  needs: {
    cni: "Cilium serves the Gateway",
    "gateway-crds": "it is of the kinds of Gateway API",
    "load-balancer": "the Service that Cilium makes of it waits for an address",
  },
  provides: (options: CiliumGatewayOptions) => ({
    ingress: { namespace: name, fromNodes: true, gateway: gatewayOf(options) },
  }),

  *check(_, cluster) {
    if (hasKubeProxy(cluster))
      yield "serves a Gateway only where Cilium stands in for kube-proxy; leave kube-proxy out, or serve hosts by another component";
  },

  objects(scope, options) {
    const gateway = gatewayOf(options);
    addGateway(scope, gateway, { ports: { http: 80, https: 443 }, address: options.address });
    redirectToHttps(scope, gateway);
  },
});

function gatewayOf({ hosts = [] }: CiliumGatewayOptions): GatewayServer {
  return { name: "gateway", namespace: name, className: ciliumClass, hosts, servesIngress: false };
}
