import { describe, expect, it } from "vitest";
import type { Scope } from "../../../../lib/model/scope.ts";
import type { Row } from "../../../support/fleet.ts";
import { fleetOf, problemsOf } from "../../../support/fleet.ts";

const sound = { ports: { 8081: 80 }, registryPort: 5001 };
const forward = (localPort: number) => ({
  asks: (scope: Scope) =>
    scope.forward({ name: "web", localPort, service: "web", port: 80, protocol: "http" as const }),
});

const rows: readonly Row[] = [
  [
    "a port that is none",
    { cluster: { runtime: { ports: { 80810: 0 }, registryPort: 5001 } } },
    [
      "home: runtime has port 0, which is none; use 1 to 65535",
      "home: runtime has port 80810, which is none; use 1 to 65535",
    ],
  ],
  [
    "a port for its registry that it publishes",
    { cluster: { runtime: { ports: { 5001: 80 }, registryPort: 5001 } } },
    [
      "home: the registry takes port 5001 of this computer, which runtime publishes too; choose another",
    ],
  ],
  [
    "a port that a component forwards",
    { cluster: { runtime: sound }, app: forward(8081) },
    ["home: app forwards port 8081 of this computer, which runtime publishes too; choose another"],
  ],
  [
    "mirrors by what is no address, or of what is no registry",
    {
      cluster: {
        runtime: { ...sound, mirrors: { "https://ghcr.io/": "registry", "docker.io": "http:/" } },
      },
    },
    [
      'home: runtime mirrors "https://ghcr.io/", which is no registry; write its host alone',
      'home: runtime mirrors docker.io by "http:/", which is no address; write it as https://<host>, or "registry"',
    ],
  ],
];

describe("a cluster in containers", () => {
  it.each(rows)("is refused %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it("may have mirrors, and forwards of other ports", () => {
    const mirror = "https://mirror.house.example";
    const mirrors = { "docker.io": mirror, "a.example:5000": "registry" } as const;
    const runtime = { ...sound, mirrors };
    expect(problemsOf(fleetOf({ cluster: { runtime }, app: forward(8080) }))).toEqual([]);
  });
});
