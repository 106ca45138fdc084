import { describe, expect, it } from "vitest";
import type { Scope } from "../../../../lib/model/scope.ts";
import type { Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { deployment, service } from "../../../support/objects.ts";

const forward = (localPort: number, to = "web", port = 80) => ({
  asks: (scope: Scope) =>
    scope.forward({ name: "web", localPort, service: to, port, protocol: "http" }),
});

const forwardRows: readonly Row[] = [
  [
    "from a port that another component has",
    {
      app: forward(8080),
      components: [component("other", { objects: [deployment(), service()], ...forward(8080) })],
    },
    ["home/other: forwards local port 8080, which app forwards too; choose another"],
  ],
  [
    "from no port at all",
    { app: forward(0) },
    ["home/app: forwards local port 0; use 1024 to 65535"],
  ],
  [
    "to a Service with a slip",
    { app: forward(8080, "wbe") },
    [
      'home/app: forwards "web" to Service "wbe", which nothing in namespace app makes; did you mean "web"?',
    ],
  ],
  [
    "to a port that the Service does not have",
    { app: forward(8080, "web", 8080) },
    ['home/app: forwards "web" to port 8080 of Service "web", which has 80; use one of its ports'],
  ],
];

describe("a forwarded port", () => {
  it.each(forwardRows)("is refused %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
