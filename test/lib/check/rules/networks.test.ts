import { describe, expect, it } from "vitest";
import type { Row } from "../../../support/fleet.ts";
import { fleetOf, lan, problemsOf, withLan } from "../../../support/fleet.ts";

const siteRows: readonly Row[] = [
  [
    "a network with host bits",
    withLan({ cidr: "10.0.0.7/24" }),
    ['site: network lan: "10.0.0.7/24" has host bits set; did you mean "10.0.0.0/24"?'],
  ],
  [
    "a network that is no block",
    withLan({ cidr: "10.0.0.0" }),
    ['site: network lan: "10.0.0.0" is no CIDR block such as 192.168.1.0/24; correct it'],
  ],
  [
    "a gateway that is no address",
    withLan({ gateway: "10.0.0.256" }),
    ['site: gateway of network lan: "10.0.0.256" is no IPv4 address; correct it'],
  ],
  [
    "a gateway outside its network",
    withLan({ gateway: "10.0.1.1" }),
    ["site: gateway 10.0.1.1 stands outside network lan (10.0.0.0/24); correct one of them"],
  ],
  [
    "a DHCP range that ends before it starts",
    withLan({ dhcp: "10.0.0.250-10.0.0.200" }),
    ['site: DHCP range of network lan: "10.0.0.250-10.0.0.200" ends before it starts; correct it'],
  ],
  [
    "a DHCP range outside its network",
    withLan({ dhcp: "10.0.1.10-10.0.1.20" }),
    [
      "site: DHCP range 10.0.1.10-10.0.1.20 stands outside network lan (10.0.0.0/24); correct one of them",
    ],
  ],
  [
    "a router in the DHCP range",
    withLan({ gateway: "10.0.0.210" }),
    [
      "site: gateway 10.0.0.210 of network lan lies in DHCP range 10.0.0.200-10.0.0.250 of network lan; move one of them",
    ],
  ],
  [
    "a DNS server that is no address",
    withLan({ dns: ["dns"] }),
    ['site: DNS server of network lan: "dns" is no IPv4 address; correct it'],
  ],
  [
    "a VLAN out of bounds",
    withLan({ vlan: 4095 }),
    ["site: network lan has VLAN 4095; use 1 to 4094"],
  ],
  [
    "networks that overlap",
    {
      site: {
        networks: {
          lan,
          iot: { ...lan, cidr: "10.0.0.128/25", gateway: "10.0.0.129", dhcp: undefined },
        },
      },
    },
    [
      "site: network iot (10.0.0.128/25) lies in network lan (10.0.0.0/24); leave out 10.0.0.0/24 where it only sums up, since a network is what machines share without a router, or move one of them",
    ],
  ],
  [
    "a reserved address that a machine has",
    { site: { reserved: { printer: "10.0.0.4" } } },
    ["site: reserved printer 10.0.0.4 has the address of machine git 10.0.0.4; move one of them"],
  ],
  [
    "a reserved address that is none",
    { site: { reserved: { printer: "10.0.0" } } },
    ['site: reserved printer: "10.0.0" is no IPv4 address; correct it'],
  ],
];

describe("the addresses of the site", () => {
  it.each(siteRows)("are refused with %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
