import { describe, expect, it } from "vitest";
import { programOf, verdictOf } from "../../../../lib/kubernetes/cel/environment.ts";
import { hasRules, ruleIssues, updateBreaks } from "../../../../lib/kubernetes/cel/rules.ts";
import { celValue, withDefaults } from "../../../../lib/kubernetes/cel/values.ts";
import type { Schema, ValidationRule } from "../../../../lib/kubernetes/schema/schema.ts";
import { refusedChanges } from "../../../../lib/kubernetes/transition/refused.ts";

const text: Schema = { type: "string" };
const ruled = (schema: Schema, ...rules: readonly (string | ValidationRule)[]): Schema => ({
  ...schema,
  "x-kubernetes-validations": rules.map((rule) => (typeof rule === "string" ? { rule } : rule)),
});
const fields = (properties: Readonly<Record<string, Schema>>): Schema => ({
  type: "object",
  properties,
});
const messagesOf = (schema: Schema, object: unknown): string[] =>
  ruleIssues(schema, withDefaults(schema, object)).map(({ path, message }) => `${path} ${message}`);

describe("rules in CEL", () => {
  it("are told with the place and the words of the kind", () => {
    const least = { rule: "self.min <= self.max", message: "min must not\nexceed max" };
    const limits = ruled(fields({ min: { type: "integer" }, max: { type: "integer" } }), {
      ...least,
      fieldPath: ".min",
    });
    const schema = fields({ spec: fields({ limits: { type: "array", items: limits } }) });
    expect(
      messagesOf(schema, {
        spec: {
          limits: [
            { min: 1, max: 2 },
            { min: 3, max: 2 },
          ],
        },
      }),
    ).toEqual([
      "spec.limits[1].min breaks a rule of its kind: min must not exceed max; correct it",
    ]);
  });

  it("say it in words of an expression, or as the rule itself", () => {
    const schema = fields({
      a: ruled(text, { rule: "self == 'x'", messageExpression: "'is ' + self + ', no x'" }),
      b: ruled(text, "size(self) > 3"),
    });
    expect(messagesOf(schema, { a: "y", b: "no" })).toEqual([
      "a breaks a rule of its kind: is y, no x; correct it",
      "b breaks a rule of its kind: failed rule: size(self) > 3; correct it",
    ]);
  });

  it("see what the server fills in, and take a null for nothing", () => {
    const schema = ruled(
      fields({ kind: { type: "string", default: "Service" }, port: { type: "integer" } }),
      "self.kind != 'Service' || has(self.port)",
    );
    expect(messagesOf(schema, { port: null })).toHaveLength(1);
    expect(messagesOf(schema, { kind: "Other" })).toEqual([]);
    expect(messagesOf(schema, { port: 80 })).toEqual([]);
  });

  it("know fields by the names that CEL has for them", () => {
    const schema = ruled(
      fields({ namespace: text, "a-b.c/d": text, e__f: text }),
      "self.__namespace__ == 'n' && self.a__dash__b__dot__c__slash__d == 'x' && self.e__underscores__f == 'y'",
    );
    expect(messagesOf(schema, { namespace: "n", "a-b.c/d": "x", e__f: "y" })).toEqual([]);
  });

  it("refuse what cannot be evaluated, as the server does", () => {
    const schema = ruled(fields({ a: text, wait: text }), "self.a == 'x'");
    expect(messagesOf(schema, {})).toHaveLength(1);
    const timed = fields({ wait: ruled(text, "duration(self) > duration('1s')") });
    expect(messagesOf(timed, { wait: "soon" })).toHaveLength(1);
  });

  it("that nobody here can judge are passed over", () => {
    const schema = fields({
      a: ruled(text, "authorizer.group('').resource('pods').check('get').allowed()"),
    });
    expect(messagesOf(schema, { a: "x" })).toEqual([]);
    expect(programOf("unheardOf(self)").fault).toContain("unheardOf");
  });

  it.each([
    ["isIP('10.0.0.1') && isIP('fd00::1') && !isIP('10.0.0.300') && !isIP('::ffff:1.2.3.4')"],
    ["isCIDR('10.0.0.0/8') && !isCIDR('10.0.0.0/33') && !isCIDR('10.0.0.1')"],
    [
      "quantity('1Gi').isGreaterThan(quantity('500Mi')) && quantity('1').compareTo(quantity('1000m')) == 0",
    ],
    ["isQuantity('1.5Gi') && !isQuantity('much')"],
    ["[1, 2, 3].isSorted() && [3, 1].min() == 1 && ['a', 'b'].indexOf('b') == 1"],
    ["'abc 123'.find('[0-9]+') == '123' && 'a1b2'.findAll('[0-9]').size() == 2"],
    ["'a.b'.matches(r'^(?i)A\\.[[:alpha:]]$') && matches('ab', '^a')"],
    ["has(self.list[0].a) && !has(self.list[0].b) && self.?c.orValue(7) == 7"],
    ["self.list.all(one, one.a > 0) && self.list.exists_one(one, one.a == 1)"],
    ["self.list.map(one, one.a * 2)[0] == 2 && self.list.filter(one, one.a > 5).size() == 0"],
    ["'esoNamespace' in self.map && !('other' in self.map)"],
    ["[has(self.list), has(self.c)].filter(x, x == true).size() == 1"],
  ])("hold: %s", (rule) => {
    const self = celValue({}, { list: [{ a: 1 }], map: { esoNamespace: "x" } });
    expect([programOf(rule).fault, verdictOf(programOf(rule), { self })]).toEqual([
      undefined,
      true,
    ]);
  });
});

describe("rules that look back", () => {
  const immutable = ruled(text, { rule: "self == oldSelf", message: "is immutable" });

  it("say nothing of what is new", () => {
    const schema = fields({ name: immutable });
    expect(messagesOf(schema, { name: "a" })).toEqual([]);
    expect(updateBreaks(schema, {}, { name: "a" })).toEqual([]);
    expect(updateBreaks(schema, { name: "a" }, {})).toEqual([]);
  });

  it("find the item of a list by its keys, and in a list without keys none", () => {
    const items = fields({ key: text, value: immutable });
    const list: Schema = { type: "array", items };
    const keyed: Schema = {
      ...list,
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["key"],
    };
    const [before, after] = [
      [{ key: "a", value: "1" }],
      [
        { key: "b", value: "2" },
        { key: "a", value: "3" },
      ],
    ];
    expect(updateBreaks(keyed, before, after)).toEqual([
      { path: "[1].value", text: "is immutable" },
    ]);
    expect(updateBreaks(list, before, after)).toEqual([]);
  });

  it("may ask for nothing before", () => {
    const rule = { rule: "oldSelf.orValue('none') != 'b'", optionalOldSelf: true as const };
    const schema = fields({ name: ruled(text, rule) });
    expect(hasRules(schema)).toBe(true);
    expect(updateBreaks(schema, {}, { name: "a" })).toEqual([]);
    expect(updateBreaks(schema, { name: "b" }, { name: "a" })).toHaveLength(1);
  });

  it("refuse an update, with the way around it", () => {
    const database = (name: string, more: object = {}) => ({
      apiVersion: "postgresql.cnpg.io/v1",
      kind: "Database",
      metadata: { name: "shop", namespace: "shop" },
      spec: { name, owner: "shop", cluster: { name: "db" }, ...more },
    });
    expect(refusedChanges(database("shop"), database("other"))).toEqual([
      'changes spec.name, which a rule of its kind refuses: name is immutable; give it another name, or have it made anew with the annotation "argocd.argoproj.io/sync-options: Force=true,Replace=true"',
    ]);
    expect(refusedChanges(database("shop"), database("shop", { owner: "other" }))).toEqual([]);
  });
});
