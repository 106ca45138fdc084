import { describe, expect, it } from "vitest";
import type { Row } from "../../../support/fleet.ts";
import { fleetOf, problemsOf } from "../../../support/fleet.ts";
import { asking, sealed } from "../../../support/secrets.ts";

const secretRows: readonly Row[] = [
  [
    "nobody keeps secrets",
    { app: { ...asking, needs: {} } },
    [
      'home/app: asks for Secret "login", but nothing in this cluster provides secret-store; add a component that does or list "app/login" in secretsFromBootstrap',
    ],
  ],
  [
    "nobody keeps secrets, though it needs that",
    { app: asking },
    [
      'home/app: needs secret-store (it has a password), which nothing in this cluster provides; add a component that does or list "app/login" in secretsFromBootstrap',
    ],
  ],
  [
    "the bootstrap makes only others",
    { app: asking, cluster: { secretsFromBootstrap: { "app/other": ["a"] } } },
    [
      'home/app: asks for Secret "login", but nothing in this cluster provides secret-store; add a component that does or list "app/login" in secretsFromBootstrap',
    ],
  ],
  [
    "the bootstrap makes only one of the keys",
    { app: asking, cluster: { secretsFromBootstrap: { "app/login": ["user"] } } },
    [
      'home/app: asks for password of Secret "login", for which secretsFromBootstrap holds no value; give it one for "app/login"',
    ],
  ],
  [
    "a key is not sealed",
    { app: asking, components: [sealed({ user: "AgB" })] },
    [
      'home/app: asks for password of Secret "login", for which sealed-secrets holds no value; give it one for "app/login"',
    ],
  ],
];

describe("a Secret that a component asks for", () => {
  it.each(secretRows)("is missing when %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
