import type { LabelSelector } from "./labels.ts";
import type { Manifest } from "./manifest.ts";
import { groupOf } from "./manifest.ts";

/** The group of Gateway API (gateway-api.sigs.k8s.io). */
export const gatewayGroup = "gateway.networking.k8s.io";

/** What a route names as its parent or its backend; the group and kind are those of a Gateway or a Service by default. */
export interface RouteReference {
  readonly group?: string;
  readonly kind?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly sectionName?: string;
  readonly port?: number;
}

export interface Listener {
  readonly name?: string;
  readonly hostname?: string;
  readonly port?: number;
  readonly protocol?: string;
  readonly tls?: { readonly certificateRefs?: readonly RouteReference[] };
  readonly allowedRoutes?: {
    readonly namespaces?: { readonly from?: string; readonly selector?: LabelSelector };
    readonly kinds?: readonly { readonly group?: string; readonly kind?: string }[];
  };
}

export interface RouteRule {
  readonly matches?: readonly unknown[];
  readonly filters?: readonly RouteFilter[];
  readonly backendRefs?: readonly (RouteReference & {
    readonly filters?: readonly RouteFilter[];
  })[];
}

interface RouteFilter {
  readonly requestMirror?: { readonly backendRef?: RouteReference };
}

export interface RouteSpec {
  readonly parentRefs?: readonly RouteReference[];
  readonly hostnames?: readonly string[];
  readonly rules?: readonly RouteRule[];
}

/** An HTTPRoute, a TLSRoute or one of their kin. */
export function isRoute({ apiVersion, kind }: Manifest): boolean {
  return groupOf(apiVersion) === gatewayGroup && kind.endsWith("Route");
}

/** Which kinds of routes a listener takes by itself (Gateway API: guides/http-routing, "ProtocolType"). */
export const routesOfProtocol: Readonly<Record<string, readonly string[]>> = {
  HTTP: ["HTTPRoute", "GRPCRoute"],
  HTTPS: ["HTTPRoute", "GRPCRoute"],
  TLS: ["TLSRoute", "TCPRoute"],
  TCP: ["TCPRoute"],
  UDP: ["UDPRoute"],
};

/** Whether some name is of both; `*.` stands for one label and more, and no hostname for every name. */
export function overlap(one: string | undefined, other: string | undefined): boolean {
  if (!one || !other) return true;
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  if (a === b) return true;
  const isBelow = (name: string, wildcard: string): boolean =>
    wildcard.startsWith("*.") && name.replace(/^\*/, "").endsWith(wildcard.slice(1));
  return isBelow(a, b) || isBelow(b, a);
}
