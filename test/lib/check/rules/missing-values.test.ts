import { describe, expect, it } from "vitest";
import type { Row } from "../../../support/fleet.ts";
import { component, fleetOf, problemsOf } from "../../../support/fleet.ts";
import { configMap, deployment, service } from "../../../support/objects.ts";

const missing = undefined as unknown as string;
const todo = "made of a value that is missing; give the component that option";

const rows: readonly Row[] = [
  [
    "an argument",
    { objects: [deployment({ container: { args: [`--server=${missing}`] } }), service()] },
    [
      `home/app: Deployment "web" spec.template.spec.containers[0].args[0] holds "undefined", ${todo}`,
    ],
  ],
  [
    "the tag of an image",
    { objects: [deployment({ container: { image: `ghcr.io/house/web:${missing}` } }), service()] },
    [
      `home/app: Deployment "web" spec.template.spec.containers[0].image holds "undefined", ${todo}`,
    ],
  ],
  [
    "a number",
    { objects: [configMap("settings", { port: String(Number(missing)) })] },
    [`home/app: ConfigMap "settings" data.port holds "NaN", ${todo}`],
  ],
  [
    "an object in the place of a text",
    { objects: [configMap("settings", { url: "https://[object Object]/" })] },
    [`home/app: ConfigMap "settings" data.url holds "[object Object]", ${todo}`],
  ],
  [
    "a value of a chart",
    {
      components: [
        component("proxy", {
          chart: "loki",
          values: () => ({ loki: { storage: { s3: { endpoint: `https://${missing}:9000` } } } }),
        }),
      ],
    },
    [`home/proxy: value loki.storage.s3.endpoint holds "undefined", ${todo}`],
  ],
];

describe("a text made of a value that is missing", () => {
  it.each(rows)("is told: %s", (_, change, lines) => {
    expect(problemsOf(fleetOf(change))).toEqual(lines);
  });

  it.each([
    "a word that is undefined here",
    "undefined-behaviour",
    "if (a === undefined) return;",
    "NaNometre",
  ])("is not %s", (text) => {
    expect(problemsOf(fleetOf({ objects: [configMap("settings", { text })] }))).toEqual([]);
  });
});
