import { expect, it } from "vitest";
import { fleetOf, node } from "../../support/fleet.ts";
import { gatewayOf, houseRoutes, linkOf, serviceAddress } from "./addresses.ts";

const [cluster] = fleetOf({
  cluster: {
    nodes: [node("home-1", "10.0.0.11", "control-plane"), node("home-2", "10.0.0.12")],
    loadBalancer: "10.0.0.110-10.0.0.111",
  },
}).clusters;

it("hangs a node on the house's network, with a way to the pods of the others", () => {
  expect(gatewayOf(cluster!)).toBe("10.0.0.1/24");
  expect(linkOf(cluster!, 1)).toEqual({
    port: "node1",
    address: "10.0.0.12/24",
    gateway: "10.0.0.1",
    podCidr: "10.42.1.0/24",
    routes: [{ cidr: "10.42.0.0/24", by: "10.0.0.11" }],
  });
});

it("leads the house to the pods of each node, and to Services by the first", () => {
  expect(houseRoutes(cluster!)).toEqual([
    { cidr: "10.42.0.0/24", by: "10.0.0.11" },
    { cidr: "10.42.1.0/24", by: "10.0.0.12" },
    { cidr: "10.43.0.0/16", by: "10.0.0.11" },
    { cidr: "10.0.0.110", by: "10.0.0.11" },
    { cidr: "10.0.0.111", by: "10.0.0.11" },
  ]);
  expect(serviceAddress(cluster!, 10)).toBe("10.43.0.10");
});
