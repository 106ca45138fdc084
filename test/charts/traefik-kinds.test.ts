import { describe, expect, it } from "vitest";
import { traefikKinds } from "../../charts/parts/kinds/traefik.ts";
import { component, fleetOf, problemsOf } from "../support/fleet.ts";
import { deployment, ingress, object, service } from "../support/objects.ts";

describe("what routes of Traefik name", () => {
  const web = [deployment(), service()];
  const told = (...objects: readonly object[]) =>
    problemsOf(
      fleetOf({
        objects: [...web, ...objects],
        components: [component("router", { chart: "traefik", kinds: traefikKinds })],
      }),
    );
  const route = (target: object) =>
    object("traefik.io/v1alpha1", "IngressRoute", "web", {
      spec: { routes: [{ match: "Host(`a.house.example`)", kind: "Rule", services: [target] }] },
    });
  const annotation = "traefik.ingress.kubernetes.io/router.middlewares";
  const annotated = ingress({
    metadata: {
      annotations: {
        "cert-manager.io/cluster-issuer": "authority",
        [annotation]: "app-to-https@kubernetescrd",
      },
    },
  });
  const redirect = object("traefik.io/v1alpha1", "Middleware", "to-https", {
    spec: { redirectScheme: { scheme: "https" } },
  });

  it("is there", () => {
    expect(told(route({ name: "nope", kind: "TraefikService" }))).toEqual([
      'home/app: IngressRoute "web" spec.routes[0].services[0] names TraefikService "nope", which nothing in namespace app makes; add it or correct the name',
    ]);
    expect(told(route({ name: "web", port: 80, serversTransport: "nope" }))).toEqual([
      'home/app: IngressRoute "web" spec.routes[0].services[0].serversTransport names ServersTransport "nope", which nothing in namespace app makes; add it or correct the name',
    ]);
    expect(told(annotated)).toEqual([
      `home/app: Ingress "web" metadata.annotations["${annotation}"] names "app-to-https@kubernetescrd", which no Middleware is; write <namespace>-<name>@kubernetescrd of one that is there`,
    ]);
  });

  it("may be of Traefik itself", () => {
    expect(told(route({ name: "api@internal", kind: "TraefikService" }))).toEqual([]);
    expect(told(annotated, redirect)).toEqual([]);
  });
});
