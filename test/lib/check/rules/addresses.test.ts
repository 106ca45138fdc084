import { describe, expect, it } from "vitest";
import type { Change, Row } from "../../../support/fleet.ts";
import { fleetOf, node, problemsOf, withLan } from "../../../support/fleet.ts";

const withNode = (address: string): Change => ({
  cluster: {
    nodes: [
      node("home-1", "10.0.0.10", "control-plane"),
      node("home-2", address),
      node("home-3", "10.0.0.12"),
    ],
  },
});

const servers = ["10.0.0.10", "10.0.0.11", "10.0.0.12"].map((address, i) =>
  node(`home-${i + 1}`, address, "control-plane"),
);

const clusterRows: readonly Row[] = [
  [
    "a network that the site does not have",
    { cluster: { network: "lann" } },
    ['home: stands in network "lann", which the site does not have; did you mean "lan"?'],
  ],
  [
    "a node that is no address",
    withNode("10.0.0.1l"),
    ['home: node home-2: "10.0.0.1l" is no IPv4 address; correct it'],
  ],
  [
    "a node outside its network",
    withNode("10.0.1.11"),
    ["home: node home-2 (10.0.1.11) stands outside network lan (10.0.0.0/24); correct one of them"],
  ],
  [
    "a node with the address of another",
    withNode("10.0.0.12"),
    ["home: node home-3 (10.0.0.12) has the address of node home-2 (10.0.0.12); move one of them"],
  ],
  [
    "a node with the address of another cluster's",
    {
      edge: { nodes: [node("edge-1", "10.0.0.20", "control-plane"), node("edge-2", "10.0.0.11")] },
    },
    [
      "edge: node edge-2 (10.0.0.11) has the address of home's node home-2 (10.0.0.11); move one of them",
    ],
  ],
  [
    "a node in the DHCP range",
    withNode("10.0.0.220"),
    [
      "home: node home-2 (10.0.0.220) lies in the site's DHCP range 10.0.0.200-10.0.0.250 of network lan; move one of them",
    ],
  ],
  [
    "a node with the router's address",
    withNode("10.0.0.1"),
    [
      "home: node home-2 (10.0.0.1) has the address of the site's gateway 10.0.0.1 of network lan; move one of them",
    ],
  ],
  [
    "a node with a reserved address",
    withNode("10.0.0.3"),
    [
      "home: node home-2 (10.0.0.3) has the address of the site's reserved dns 10.0.0.3; move one of them",
    ],
  ],
  [
    "a node with the host's address",
    withNode("10.0.0.2"),
    [
      "home: node home-2 (10.0.0.2) has the address of the site's host rack 10.0.0.2; move one of them",
    ],
  ],
  [
    "a node with the network's own address",
    withNode("10.0.0.0"),
    ["home: node home-2 (10.0.0.0) holds the network address 10.0.0.0; move it"],
  ],
  [
    "a node with the broadcast address",
    withNode("10.0.0.255"),
    ["home: node home-2 (10.0.0.255) holds the broadcast address 10.0.0.255; move it"],
  ],
  [
    "pods in the network of the nodes",
    { cluster: { podCidr: "10.0.0.0/16" } },
    ["home: pod CIDR 10.0.0.0/16 overlaps network lan (10.0.0.0/24); move it"],
  ],
  [
    "pods in the block of the Services",
    { cluster: { podCidr: "10.43.0.0/16" } },
    ["home: pod CIDR 10.43.0.0/16 overlaps service CIDR 10.43.0.0/16; move one of them"],
  ],
  [
    "a pod block with host bits",
    { cluster: { podCidr: "10.42.1.0/16" } },
    ['home: pod CIDR "10.42.1.0/16" has host bits set; did you mean "10.42.0.0/16"?'],
  ],
  [
    "a pod block too small for its nodes",
    { cluster: { podCidr: "10.42.0.0/23" } },
    [
      "home: pod CIDR 10.42.0.0/23 has room for 2 nodes of a /24 each, but the cluster has 3; use a larger block such as a /16",
    ],
  ],
  [
    "Services in the network of the nodes",
    { cluster: { serviceCidr: "10.0.0.0/25" } },
    ["home: service CIDR 10.0.0.0/25 overlaps network lan (10.0.0.0/24); move it"],
  ],
  [
    "a load-balancer range in the DHCP range",
    { cluster: { loadBalancer: "10.0.0.190-10.0.0.210" } },
    [
      "home: load-balancer range 10.0.0.190-10.0.0.210 overlaps the site's DHCP range 10.0.0.200-10.0.0.250 of network lan; move one of them",
    ],
  ],
  [
    "a load-balancer range with a node in it",
    { cluster: { loadBalancer: "10.0.0.12-10.0.0.19" } },
    [
      "home: node home-3 (10.0.0.12) lies in load-balancer range 10.0.0.12-10.0.0.19; move one of them",
    ],
  ],
  [
    "a load-balancer range of another cluster",
    { edge: { loadBalancer: "10.0.0.115-10.0.0.125" } },
    [
      "edge: load-balancer range 10.0.0.115-10.0.0.125 overlaps home's load-balancer range 10.0.0.110-10.0.0.119; move one of them",
    ],
  ],
  [
    "a load-balancer range outside the network",
    { cluster: { loadBalancer: "10.0.1.10-10.0.1.20" } },
    [
      "home: load-balancer range 10.0.1.10-10.0.1.20 stands outside network lan (10.0.0.0/24); correct one of them",
    ],
  ],
  [
    "a load-balancer range up to the broadcast address",
    { cluster: { loadBalancer: "10.0.0.251-10.0.0.255" } },
    [
      "home: load-balancer range 10.0.0.251-10.0.0.255 holds the broadcast address 10.0.0.255; move it",
    ],
  ],
  [
    "a load-balancer range written as a block",
    { cluster: { loadBalancer: "10.0.0.112/28" } },
    [
      'home: load-balancer range "10.0.0.112/28" is no range such as 192.168.1.100-192.168.1.150; correct it',
    ],
  ],
  [
    "an API endpoint that is no address",
    { cluster: { endpoint: "api.house.example" } },
    ['home: API endpoint "api.house.example" is no IPv4 address; correct it'],
  ],
  [
    "an API endpoint outside the network",
    { cluster: { nodes: servers, endpoint: "10.1.0.5" } },
    ["home: API endpoint 10.1.0.5 stands outside network lan (10.0.0.0/24); correct one of them"],
  ],
  [
    "an API endpoint that somebody holds",
    { cluster: { nodes: servers, endpoint: "10.0.0.4" } },
    [
      "home: API endpoint 10.0.0.4 has the address of the site's machine git 10.0.0.4; move one of them",
    ],
  ],
  [
    "an API endpoint in the load-balancer range",
    { cluster: { nodes: servers, endpoint: "10.0.0.115" } },
    [
      "home: API endpoint 10.0.0.115 lies in load-balancer range 10.0.0.110-10.0.0.119; move one of them",
    ],
  ],
];

const validRows: readonly Row[] = [
  [
    "a virtual address beside three servers",
    { cluster: { nodes: servers, endpoint: "10.0.0.30" } },
    [],
  ],
  ["a router that is listed as reserved too", { site: { reserved: { router: "10.0.0.1" } } }, []],
  ["a network without DHCP", withLan({ dhcp: undefined }), []],
  ["pods of two clusters in blocks of the same addresses", { edge: {} }, []],
];

describe("the addresses of a cluster", () => {
  it.each(clusterRows)("are refused with %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("may have %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
