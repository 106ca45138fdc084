import { describe, expect, it } from "vitest";
import type { Change, Row } from "../../../support/fleet.ts";
import { fleetOf, problemsOf } from "../../../support/fleet.ts";
import { deployment, service } from "../../../support/objects.ts";

const given = (container: object, pod: object = {}): Change => ({
  objects: [deployment({ container, pod }), service()],
});
const text = (name: string, value: string) => ({ name, value });
const where = 'home/app: Deployment "web" spec.template.spec.containers[0]';

const rows: readonly Row[] = [
  [
    "one that comes after it",
    given({ env: [text("URL", "db://u:$(PW)@db"), text("PW", "$(FILE)"), text("FILE", "/x")] }),
    [
      `${where}.env[0].value (URL) names $(PW), which comes after it as env[1]; put that one first`,
      `${where}.env[1].value (PW) names $(FILE), which comes after it as env[2]; put that one first`,
    ],
  ],
  [
    "itself",
    given({ env: [text("PATH_LIST", "$(PATH_LIST):/x")] }),
    [`${where}.env[0].value (PATH_LIST) names $(PATH_LIST), which is itself; name another`],
  ],
  [
    "one with a slip",
    given({ env: [text("DB_HOST", "db"), text("URL", "db://$(DB_HOTS)")] }),
    [
      `${where}.env[1].value (URL) names $(DB_HOTS), which is no variable of the container; did you mean "DB_HOST"?`,
    ],
  ],
  [
    "one that nobody sets",
    given({ env: [text("URL", "db://$(SERVER)")] }),
    [
      `${where}.env[0].value (URL) names $(SERVER), which is no variable of the container; add it, or write $$(SERVER) to keep the text`,
    ],
  ],
  [
    "one with a slip, in an argument",
    given({ env: [text("DB_HOST", "db")], args: ["--host", "$(DB_HOTS)"] }),
    [
      `${where}.args[1] names $(DB_HOTS), which is no variable of the container; did you mean "DB_HOST"?`,
    ],
  ],
  [
    "a variable of a Service, where the pod has none of them",
    given({ env: [text("URL", "$(WEB_SERVICE_HOST)")] }, { enableServiceLinks: false }),
    [
      `${where}.env[0].value (URL) names $(WEB_SERVICE_HOST), which is no variable of the container; add it, or write $$(WEB_SERVICE_HOST) to keep the text`,
    ],
  ],
];

const validRows: readonly Row[] = [
  ["one before it", given({ env: [text("A", "1"), text("B", "$(A)")] }), []],
  ["none, with a dollar too many", given({ env: [text("A", "$$(B) $C $(date +%F) $")] }), []],
  ["a variable of a Service", given({ env: [text("A", "$(WEB_SERVICE_HOST)")] }), []],
  [
    "one out of a whole Secret",
    {
      ...given({ envFrom: [{ secretRef: { name: "all" } }], env: [text("A", "$(B)")] }),
      cluster: { secretsFromBootstrap: { "app/all": ["B"] } },
    },
    [],
  ],
  ["what a shell is to read", given({ command: ["sh", "-c", "echo $(date)"] }), []],
];

describe("a variable", () => {
  it.each(rows)("is refused when it names %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each(validRows)("is accepted when it names %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });
});
