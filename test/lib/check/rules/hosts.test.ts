import { describe, expect, it } from "vitest";
import type { Host } from "../../../../lib/model/site.ts";
import type { Change, Row } from "../../../support/fleet.ts";
import { fleetOf, node, problemsOf } from "../../../support/fleet.ts";

const onHost = (host: string, more: object = {}): Change["cluster"] => ({
  nodes: [
    node("home-1", "10.0.0.10", "control-plane", { host, ...more }),
    node("home-2", "10.0.0.11", "worker", { host, ...more }),
    node("home-3", "10.0.0.12", "worker", { host, ...more }),
  ],
});
const rack: Host = {
  address: "10.0.0.2",
  cores: 16,
  memory: "64Gi",
  storagePools: { fast: { size: "1Ti" } },
};
const git = { address: "10.0.0.4", host: "rack", cpu: 2, memory: "4Gi", disks: {} };

const rows: readonly Row[] = [
  [
    "a node on a host with a misspelt name",
    { cluster: onHost("rak") },
    ['site: host "rak" of home-1, home-2, home-3 does not exist; did you mean "rack"?'],
  ],
  [
    "a machine on a host that is not there",
    { site: { machines: { git: { ...git, host: "attic" } } } },
    ['site: host "attic" of git does not exist; add it to the site\'s hosts'],
  ],
  [
    "more memory than the host has",
    { cluster: onHost("rack", { memory: "24Gi" }) },
    ["site: host rack has 64Gi of memory, but its virtual machines take 76Gi; make some smaller"],
  ],
  [
    "more CPUs than the host's cores carry",
    { cluster: onHost("rack", { cpu: 24 }) },
    [
      "site: host rack has 16 cores, but its virtual machines take 74 virtual CPUs, more than 4 per core; make some smaller or raise cpuOvercommit",
    ],
  ],
  [
    "half a CPU and decimal memory of a machine",
    { site: { machines: { git: { ...git, cpu: 1.5, memory: "8G" } }, hosts: { rack } } },
    [
      "site: machine git has 1.5 CPUs, and a virtual machine has whole ones; use 2",
      'site: machine git has memory "8G", and a virtual machine has whole MiB; did you mean "8Gi"?',
    ],
  ],
  [
    "a storage pool with a misspelt name",
    { cluster: onHost("rack", { disks: { os: { size: "50Gi", pool: "fats" } } }) },
    ['site: host rack has no storage pool "fats"; did you mean "fast"?'],
  ],
  [
    "disks larger than their pool",
    { cluster: onHost("rack", { disks: { data: { size: "400Gi", pool: "fast" } } }) },
    [
      "site: host rack has 1Ti in storage pool fast, but the disks in it take 1250Gi; make some smaller",
    ],
  ],
  [
    "memory of a host that is no amount",
    { site: { hosts: { rack: { ...rack, memory: "64GB" } } } },
    ['site: host rack has memory "64GB", not a quantity such as 16Gi; did you mean "64Gi"?'],
  ],
  [
    "memory of a machine that is no amount",
    { site: { machines: { git: { ...git, memory: "lots" } } } },
    [
      'site: machine git has memory "lots", not a quantity such as 16Gi; correct the number or its unit',
    ],
  ],
  [
    "a pool size that is no amount",
    { site: { hosts: { rack: { ...rack, storagePools: { fast: { size: "1 TB" } } } } } },
    [
      'site: host rack has a storage pool fast of "1 TB", not a quantity such as 16Gi; did you mean "1Ti"?',
    ],
  ],
];

const validRows: readonly Row[] = [
  [
    "as many CPUs as it allows to promise",
    {
      site: { hosts: { rack: { ...rack, cpuOvercommit: 5 } } },
      cluster: onHost("rack", { cpu: 24 }),
    },
    [],
  ],
  [
    "a pool of unknown size",
    {
      site: { hosts: { rack: { ...rack, storagePools: { fast: {} } } } },
      cluster: onHost("rack", { disks: { data: { size: "9Ti", pool: "fast" } } }),
    },
    [],
  ],
];

describe("the virtual machines of a host", () => {
  it.each(rows)("are refused with %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("may have %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
