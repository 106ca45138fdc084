import { CORE_SCHEMA, load, YAML11_SCHEMA } from "js-yaml";
import { describe, expect, it } from "vitest";
import { manifestToYaml, marker, toYaml } from "../../../lib/emit/yaml.ts";
import { pick, randomOf } from "../support/random.ts";

const readers = { "YAML 1.2": CORE_SCHEMA, "YAML 1.1": YAML11_SCHEMA };

/** Text that some reader takes for something else, or that some style cannot hold. */
const nasty: readonly string[] = [
  ["", " ", "  ", "a", " a", "a ", "\ta", "a\t", "a\tb", "\t", "a  b"],
  [
    "0",
    "1",
    "-1",
    "+1",
    "007",
    "017",
    "0o17",
    "0x1F",
    "0xAB",
    "0xff",
    "0XFF",
    "0b11",
    "1_000",
    "_1",
  ],
  ["1.5", ".5", "5.", "-.5", "1e3", "1E3", "1e+3", "1.0e-3", "12e03", "1e", "1.5Gi", "500m"],
  [".inf", "-.inf", "+.Inf", ".nan", ".NaN", "inf", "nan", "NaN", "Infinity", "-Infinity"],
  ["12:30:45", "12:30", "190:20:30.15", "1:2", "a:1", "a:b", "a: b", "a:", ":a", ":", " :", "::"],
  ["2026-11-21", "2026-11-21T10:00:00Z", "2026-11-21 10:00:00", "2001-1-1", "2026-11", "20261121"],
  ["yes", "Yes", "YES", "no", "No", "on", "On", "off", "OFF", "y", "Y", "n", "N", "t", "f", "ye"],
  ["true", "True", "TRUE", "false", "False", "tRue", "null", "Null", "NULL", "~", "nil", "none"],
  ["#", "#a", "a #b", "a#b", "- a", "-", "--", "---", "--- a", "...", "... a", "-a", "? a", "?"],
  ["%", "%YAML 1.1", "@a", "`a`", "a@b", "!a", "!!str a", "&a", "*a", "|", "|-", ">", ">+", "="],
  ["[", "]", "[]", "[a]", "{", "}", "{}", "{a: b}", ",", "a,b", "a, b", "<<", "$a", "${a}", "a=b"],
  [
    "'",
    "''",
    "'a'",
    '"',
    '""',
    '"a"',
    "it's",
    'say "a"',
    "\\",
    "\\n",
    "a\\",
    "/",
    "/a/b",
    "\\u0041",
  ],
  [
    "é",
    "日本語",
    "😀",
    "a😀\nb",
    "\ud83d",
    "a\ude00b",
    "\ud800\n",
    "\u0000",
    "\u0007",
    "\u001b[0m",
  ],
  ["\u007f", "\u0080", "\u0085", "a\u0085b", "\u009f", "\u00a0", "\u2028", "a\u2028b\nc", "\u2029"],
  ["\ufeff", "\ufeffa", "a\ufeff", "\ufffe", "\uffff", "\ufffd", "a\ufffd\nb"],
  [
    "\n",
    "\n\n",
    "\na",
    "\n a",
    "a\n",
    "a\n\n",
    "a\n\n\n",
    "a\nb",
    "a\nb\n",
    "a\n\nb",
    "a\n\nb\n\n",
  ],
  ["a\n b\n", " a\nb", "  a\n b\n", "a\n   \nb", "a \nb", "a\t\nb", "a\n\tb", "a\nb ", "a\nb\t"],
  ["a\r\nb\r\n", "a\rb", "\r", "\r\n", "a\n\r", "a\n#b\n", "#a\nb", "- a\n- b\n", "a: b\nc: d\n"],
  ["---\na\n", "a\n---\nb\n", "a\n...\n", "%a\nb", "|\na", "'\na", '"\n"', "a\n  \n", "a\n\n  b\n"],
  ["__proto__", "constructor", "toString", "hasOwnProperty", "length"],
  ["k3s.io/hostname", "http://a.example:80/b?c=d#e", "10.0.0.1", "10.0.0.0/8", "*.a.example", "v1"],
  ["a".repeat(200), `${"word ".repeat(60)}end`, "line\n".repeat(50)],
].flat();

const numbers = [
  0,
  1,
  -1,
  1.5,
  0.1,
  -0.001,
  443,
  2 ** 31,
  2 ** 53,
  1e20,
  1e21,
  -1.5e300,
  1e-6,
  1e-7,
  5e-324,
];

/** Plain data without what JSON leaves out. */
function plainOf(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function record(entries: readonly (readonly [string, unknown])[]): Record<string, unknown> {
  return Object.fromEntries(entries);
}

describe.each(Object.entries(readers))("toYaml as a reader of %s sees it", (_, schema) => {
  const reread = (value: unknown): unknown => load(toYaml(value), { schema });

  it("keeps every text, alone, in lists and in maps", () => {
    for (const text of nasty) {
      const everywhere = {
        value: text,
        list: [text, [text, [text]], { in: text }, text],
        deep: { deeper: [{ first: text, second: [text] }] },
        last: text,
      };
      for (const value of [text, [text, text], everywhere])
        expect.soft(reread(value), JSON.stringify(text)).toEqual(value);
    }
  });

  it("keeps every key, at any depth, in its place", () => {
    for (const key of nasty) {
      const value = record([
        [key, { [`a${key}`]: [record([[key, key]])] }],
        ["after", 1],
      ]);
      expect.soft(reread(value), JSON.stringify(key)).toEqual(value);
      expect.soft(Object.keys(reread(value) as object)).toEqual(Object.keys(value));
    }
  });

  it("keeps numbers, booleans and null", () => {
    for (const value of [...numbers, true, false, null]) {
      expect.soft(reread(value)).toBe(value);
      expect
        .soft(reread({ in: [value, { deep: value }] }))
        .toEqual({ in: [value, { deep: value }] });
    }
  });

  it.each([
    ["an empty map", {}],
    ["an empty list", []],
    ["empty ones in maps", { map: {}, list: [], text: "" }],
    ["empty ones in lists", [{}, [], "", [[]], [{}], [[], {}]]],
    ["lists in lists", [[[1, 2], [3]], [[[4]]], { deep: [[5], [[6]]] }]],
    ["maps in lists in maps", { a: [{ b: [{ c: 1, d: 2 }, { e: [] }], f: {} }], g: [[{ h: 1 }]] }],
  ])("keeps %s", (_name, value) => expect(reread(value)).toEqual(value));

  it("leaves out undefined fields, at the start of a map, at its end and when they are all of it", () => {
    const value = {
      a: undefined,
      b: { c: undefined },
      d: [{ e: undefined, f: 1 }, { g: undefined }],
    };
    expect(reread(value)).toEqual({ b: {}, d: [{ f: 1 }, {}] });
  });

  it("keeps 5,000 random structures", () => {
    for (let seed = 1; seed <= 5000; seed++) {
      const value = structure(randomOf(seed), 4);
      expect(reread(value), `seed ${seed}`).toEqual(plainOf(value));
    }
  });
});

/** Maps and lists of nasty text and of numbers, some of them empty, some of their fields undefined. */
function structure(random: () => number, depth: number): unknown {
  const size = Math.floor(random() * 5);
  const kind = depth === 0 ? 0 : Math.floor(random() * 6);
  if (kind <= 1) return textOf(random);
  if (kind === 2) return pick(random, [0, -1, 1.5, 1e21, 1e-7, true, false, null, 443]);
  const items = Array.from({ length: size }, () => structure(random, depth - 1));
  if (kind === 3) return items;
  return record(items.map((item) => [textOf(random), random() < 0.1 ? undefined : item]));
}

const pieces = [
  " ",
  "\n",
  "\t",
  "\r",
  ":",
  "#",
  "-",
  "'",
  '"',
  "|",
  ">",
  "[",
  "]",
  "{",
  "}",
  "&",
  "*",
  "!",
  "%",
  "@",
  "`",
  ",",
  "?",
  "=",
  "~",
  "\\",
  "a",
  "B",
  "0",
  "1",
  ".",
  "\u0085",
  "😀",
  "\n  ",
  "x: y",
];

function textOf(random: () => number): string {
  if (random() < 0.5) return pick(random, nasty);
  return Array.from({ length: Math.floor(random() * 8) }, () => pick(random, pieces)).join("");
}

describe("toYaml", () => {
  it("writes several lines as a literal block, which shows what a diff changes", () => {
    const script = "local os = 1\n\nif os then\n  return\nend\n";
    expect(toYaml({ data: { script, kept: "a\nb\n\n", stripped: "a\nb" }, last: 1 }))
      .toMatchInlineSnapshot(`
      "data:
        script: |
          local os = 1

          if os then
            return
          end
        kept: |+
          a
          b

        stripped: |-
          a
          b
      last: 1
      "
    `);
  });

  it.each([
    ["trailing blanks", "a \nb\n"],
    ["a line of blanks", "a\n  \nb\n"],
    ["leading blanks", " a\nb\n"],
    ["an empty first line", "\na\n"],
    ["tabs", "a\n\tb\n"],
    ["carriage returns", "a\r\nb\r\n"],
    ["a control character", "a\u0007\nb\n"],
    ["a line separator", "a\u2028b\nc\n"],
    ["a byte order mark", "\ufeffa\nb\n"],
  ])("quotes text with %s, which a literal block would lose or hide", (_, value) => {
    expect(toYaml({ value })).toBe(
      `value: ${JSON.stringify(value).replace(/[\u2028\ufeff]/g, escape)}\n`,
    );
  });

  it("leaves words, paths, hosts with a port and amounts without quotes", () => {
    const value = [
      "ClusterIP",
      "/var/lib",
      "ghcr.io/a/b:v1.2",
      "a@b.example",
      "500m",
      "1.5Gi",
      "24h",
    ];
    expect(toYaml(value)).toBe(value.map((word) => `- ${word}\n`).join(""));
  });

  it("ends every document with one line end, and holds no byte that YAML does not print", () => {
    for (const value of nasty) {
      const written = toYaml({ [value]: [value] });
      expect(written, JSON.stringify(value)).toMatch(/[^\n]\n+$/);
      expect(written, JSON.stringify(value)).not.toMatch(
        /[^\n\u0020-\u007e\u00a0-\u{10ffff}]|[\u2028\u2029\ufeff\ufffe\uffff]/u,
      );
    }
  });
});

function escape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16)}`;
}

describe("manifestToYaml", () => {
  it("begins with the marker and what the object is", () => {
    const manifest = {
      spec: { a: 1 },
      metadata: { name: "b" },
      kind: "Tea",
      apiVersion: "a.example/v1",
    };
    expect(manifestToYaml(manifest)).toBe(
      `${marker}apiVersion: a.example/v1\nkind: Tea\nmetadata:\n  name: b\nspec:\n  a: 1\n`,
    );
  });
});
