import { gzipSync } from "node:zlib";
import { type Entry, tarOf } from "./tar.ts";

/** A number below the given one. */
export type Random = (below: number) => number;

/** Would show in a file that became code. */
export const mark = "pwned()";

const names = [
  "../../../outside.yaml",
  "/outside.yaml",
  "demo/../../outside.yaml",
  "demo/crds/\u001b[2Jx.yaml",
  "demo/crds/\u202ex.yaml",
  "demo//crds/x.yaml",
  "demo/./x.yaml",
  `demo/${"d/".repeat(49)}`,
  "",
  ".",
  "demo",
  "demo/Chart.yaml",
  "demo/__proto__/constructor",
  "demo\\..\\..\\outside.yaml",
];

const words = [
  "",
  "../../../outside",
  "..",
  "__proto__",
  "constructor",
  "toString",
  "a.example/../../outside",
  `v1", ...${mark}, x: "`,
  `"}); ${mark}; ({"`,
  `*/ ${mark} /*`,
  `\${${mark}}`,
  `x { constructor() { ${mark} } }; class y`,
  "\u001b]0;title\u0007",
  "\u202eevil",
  "a\nb: c",
  "\ud83d",
  "x".repeat(10_000),
];

/** Of a type that nobody expects. */
export function odd(random: Random, depth = 2): unknown {
  const word = words[random(words.length)]!;
  const inner = (): unknown => (depth === 0 ? word : odd(random, depth - 1));
  const values = [null, true, -1, 1e300, 0.5, [], {}, word, word, [inner()]];
  return (
    values[random(values.length + 1)] ?? { [word]: inner(), [words[random(words.length)]!]: 1 }
  );
}

const chart = { apiVersion: "v2", name: "demo", version: "1.2.3", appVersion: "4" };

const field = { type: "object", properties: { size: { type: "integer", minimum: 1 } } };
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "teas.a.example" },
  spec: {
    group: "a.example",
    scope: "Namespaced",
    names: { kind: "Tea", plural: "teas" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: "object", properties: { spec: field } } },
      },
    ],
  },
};
const schema = {
  $schema: "http://json-schema.org/draft-07/schema#",
  type: "object",
  properties: { a: { $ref: "#/definitions/a" }, b: { enum: ["x"] } },
  definitions: { a: { allOf: [{ type: "string" }] } },
};
const values = { a: "x", b: { c: 1 }, list: [1], sub: { enabled: true } };
const dependencies = [{ name: "sub", alias: "other", condition: "sub.enabled" }];

/** The same with something odd in one place. */
function changed(value: unknown, random: Random): unknown {
  if (typeof value !== "object" || value === null || random(4) === 0) return odd(random);
  const entries = Object.entries(value);
  const at = random(entries.length);
  const other = entries.map(([key, one], i): [string, unknown] => [
    i === at && random(6) === 0 ? words[random(words.length)]! : key,
    i === at ? changed(one, random) : one,
  ]);
  return Array.isArray(value) ? other.map(([, one]) => one) : Object.fromEntries(other);
}

/** Texts that cost their reader more than their writer. */
const costly: readonly string[] = [
  "[".repeat(20_000),
  `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`,
  Array.from({ length: 60 }, (_, i) => `${" ".repeat(i)}k:`).join("\n"),
  Array.from({ length: 20_000 }, (_, i) => `${" ".repeat(Math.min(i, 400))}k:`).join("\n"),
  ["a0: &a0 [x]", ...Array.from({ length: 40 }, (_, i) => aliases(i))].join("\n"),
  "a: &a [*a]",
  "a: &a\n  <<: *a",
  "{{".repeat(500_000),
  `kind: CustomResourceDefinition\n${"{{ ".repeat(300_000)}`,
  `kind: CustomResourceDefinition\nx: ${'{{ "'.repeat(200_000)}`,
  `#${" ".repeat(200_000)}:${":".repeat(200_000)} {}\n# a: b\n`,
  JSON.stringify({
    definitions: Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`d${i}`, { allOf: [next(i), next(i)] }]),
    ),
    $ref: "#/definitions/d0",
  }),
];

function aliases(index: number): string {
  return `a${index + 1}: &a${index + 1} [*a${index}, *a${index}, *a${index}]`;
}

function next(index: number): object {
  return { $ref: `#/definitions/d${index + 1}` };
}

/** A chart of which something is wrong, as an archive of which something may be wrong, too. */
export function hostileArchive(random: Random, bombs: readonly Buffer[]): Buffer {
  const isOdd = (): boolean => random(6) === 0;
  const text = (value: unknown): string => JSON.stringify(isOdd() ? changed(value, random) : value);
  const file = (value: unknown): string =>
    random(24) === 0 ? costly[random(costly.length)]! : text(value);
  // As YAML has it: the reader looks for the line of the kind first.
  const kind = (): string => `kind: CustomResourceDefinition\nspec: ${file(definition.spec)}\n`;
  const entries: Entry[] = [
    {
      name: "demo/Chart.yaml",
      content: random(20) === 0 ? file(chart) : text({ ...chart, dependencies }),
    },
    { name: "demo/values.yaml", content: file(values) },
    { name: "demo/values.schema.json", content: file(schema) },
    {
      name: "demo/crds/teas.yaml",
      content: kind(),
    },
    {
      name: "demo/templates/teas.yaml",
      content: kind(),
    },
    { name: "demo/charts/sub/Chart.yaml", content: text({ ...chart, name: "sub", dependencies }) },
    { name: "demo/charts/sub/values.yaml", content: file(values) },
  ];
  if (isOdd()) entries.splice(random(entries.length), 0, oddEntry(random));
  if (random(10) === 0)
    for (let i = random(8); i >= 0; i--)
      entries.push({ name: `demo/charts/n${i}.tgz`, content: bombs[random(bombs.length)]! });
  return packed(tarOf(entries), random);
}

function oddEntry(random: Random): Entry {
  const name = names[random(names.length)]!;
  const type = "01234567KLxgSDNX"[random(16)]!;
  const pax = [`30 path=../../../outside.yaml\n`, `9999999 path=x\n`, "garbage"][random(3)]!;
  const sizes = [
    "77777777777",
    "-0000000001",
    "\x80\xff\xff\xff\xff\xff\xff\xff",
    "zzz",
    undefined,
  ];
  const size = sizes[random(sizes.length)];
  return {
    name,
    type,
    link: "12".includes(type) ? "../../../../../etc/passwd" : "",
    content: type === "x" || type === "g" ? pax : "outside: true\n",
    isDamaged: random(6) === 0,
    ...(size !== undefined && random(3) === 0 ? { size } : {}),
  };
}

function packed(tar: Buffer, random: Random): Buffer {
  const way = random(24);
  if (way === 0) return flipped(gzipSync(tar), random);
  if (way === 1) return gzipSync(flipped(tar, random));
  if (way === 2) return gzipSync(gzipSync(tar));
  if (way === 3) return gzipSync(tar).subarray(0, random(tar.length));
  if (way === 4) return Buffer.concat([gzipSync(tar), gzipSync(tar)]);
  if (way === 5) return tar;
  return gzipSync(tar);
}

/** Some bytes are others. */
function flipped(bytes: Buffer, random: Random): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = 1 + random(8); i > 0; i--) copy[random(copy.length)] = random(256);
  return copy;
}
