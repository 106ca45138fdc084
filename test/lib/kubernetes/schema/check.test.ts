import { describe, expect, it } from "vitest";
import {
  coreDefinitions,
  coreSchema,
  customResource,
} from "../../../../lib/kubernetes/schema/catalogue.ts";
import { check } from "../../../../lib/kubernetes/schema/check.ts";
import type { Schema } from "../../../../lib/kubernetes/schema/schema.ts";

const minor = "1.36";

/** The issues of a value as the lines a user reads. */
function lines(schema: Schema, value: unknown): string[] {
  return check(schema, {}, value).map(({ path, message }) => `${path} ${message}`);
}

function linesOf(object: { apiVersion: string; kind: string }): string[] {
  const found = coreSchema(minor, object.apiVersion, object.kind);
  if (!found) throw new Error(`no kind ${object.kind}`);
  return check(found.schema, found.definitions, object).map(
    (issue) => `${issue.path} ${issue.message}`,
  );
}

function deployment(container: object = {}, spec: object = {}) {
  const labels = { app: "site" };
  const containers = [{ name: "site", image: "nginx:1", ...container }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "site" },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
      ...spec,
    },
  };
}

const service = (spec: object, name = "web") => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name },
  spec: { ports: [{ port: 80 }], ...spec },
});

describe("check of a built-in kind", () => {
  it("accepts what the API server accepts", () => {
    const probe = { httpGet: { path: "/", port: "http" } };
    const resources = { requests: { cpu: 0.5, memory: "64Mi" }, limits: { "nvidia.com/gpu": 1 } };
    const ports = [{ name: "http", containerPort: 80 }];
    expect(linesOf(deployment({ livenessProbe: probe, ports, resources }))).toEqual([]);
  });

  it.each([
    [
      "a misspelt field",
      deployment({ imagee: "x" }),
      'spec.template.spec.containers[0].imagee is not a field; did you mean "image"?',
    ],
    [
      "a word for a number",
      deployment({}, { replicas: "two" }),
      'spec.replicas is "two", not an integer; write a whole number',
    ],
    [
      "a negative number of replicas",
      deployment({}, { replicas: -1 }),
      "spec.replicas is -1; use 0 or more",
    ],
    [
      "a number for text",
      deployment({ env: [{ name: "A", value: 1 }] }),
      'spec.template.spec.containers[0].env[0].value is 1, not a string; write "1"',
    ],
    [
      "a missing selector",
      deployment({}, { selector: undefined }),
      "spec.selector is missing; add it",
    ],
    [
      "a value that is not listed",
      service({ type: "LoadBalancr" }),
      'spec.type is "LoadBalancr"; did you mean "LoadBalancer"?',
    ],
    [
      "a port beyond the last one",
      service({ ports: [{ port: 70000 }] }),
      "spec.ports[0].port is 70000, outside 1 to 65535; use a number in that range",
    ],
    [
      "a name that DNS refuses",
      { ...deployment(), metadata: { name: "Foo_bar" } },
      'metadata.name is "Foo_bar", not a DNS subdomain (lower case letters, digits, "-" and "."); rename it',
    ],
    [
      "a quantity with a wrong unit",
      deployment({ resources: { limits: { memory: "128Mo" } } }),
      'spec.template.spec.containers[0].resources.limits.memory is "128Mo", not a quantity such as "250m", "2" or "512Mi"; correct the number or its unit',
    ],
    [
      "two probes in one",
      deployment({ livenessProbe: { tcpSocket: { port: 1 }, httpGet: { port: 1 } } }),
      "spec.template.spec.containers[0].livenessProbe sets httpGet and tcpSocket, of which only one is allowed; remove one",
    ],
    [
      "a variable that is set twice",
      deployment({ env: [{ name: "A" }, { name: "A" }] }),
      'spec.template.spec.containers[0].env[1] has the name "A" of [0]; change or remove one',
    ],
    [
      "several ports without names",
      service({ ports: [{ port: 80 }, { port: 443, name: "https" }] }),
      "spec.ports[0].name is missing; add it",
    ],
  ])("finds %s", (_, object, line) => {
    expect(linesOf(object)).toEqual([line]);
  });

  it("finds everything at once", () => {
    expect(linesOf(deployment({ image: 1, imagee: 2 }, { replicas: 1.5 }))).toHaveLength(3);
  });

  it("takes null for absent", () => {
    expect(linesOf(deployment({ env: null }, { replicas: null }))).toEqual([]);
    expect(linesOf(deployment({}, { selector: null }))).toEqual([
      "spec.selector is missing; add it",
    ]);
  });

  it("takes an empty text for absent where the field is optional", () => {
    expect(linesOf(service({ type: "", externalName: "" }))).toEqual([]);
    expect(linesOf(service({}, ""))).toEqual(["metadata.name is empty; write it"]);
  });

  it("lets a Service name start with a digit from 1.36 on", () => {
    const found = coreSchema("1.35", "v1", "Service");
    expect(linesOf(service({}, "1st"))).toEqual([]);
    expect(check(found?.schema ?? {}, found?.definitions ?? {}, service({}, "1st"))).toHaveLength(
      1,
    );
  });
});

describe("check of a custom resource", () => {
  const pool = (spec: object, metadata: object = { name: "lan" }) => {
    const schema = customResource("metallb.io", "IPAddressPool")?.versions["v1beta1"]?.schema ?? {};
    const object = { apiVersion: "metallb.io/v1beta1", kind: "IPAddressPool", metadata, spec };
    return check(schema, coreDefinitions(minor), object).map(
      ({ path, message }) => `${path} ${message}`,
    );
  };

  it("accepts a valid one", () => {
    expect(pool({ addresses: ["10.0.0.1-10.0.0.9"] })).toEqual([]);
  });

  it("checks fields and metadata", () => {
    expect(pool({ addreses: [] }, { name: "lan", lables: {} })).toEqual([
      'metadata.lables is not a field; did you mean "labels"?',
      'spec.addreses is not a field; did you mean "addresses"?',
      "spec.addresses is missing; add it",
    ]);
  });
});

describe("check of keywords", () => {
  const choice: Schema = {
    type: "object",
    properties: { a: { type: "string" }, b: { type: "string" } },
    oneOf: [{ required: ["a"] }, { required: ["b"] }],
  };

  it("wants exactly one of the alternatives of oneOf", () => {
    expect(lines(choice, { a: "x" })).toEqual([]);
    expect(lines(choice, {})).toEqual([" sets none of a, b; set one"]);
    expect(lines(choice, { a: "x", b: "y" })).toEqual([
      " sets a and b, of which only one is allowed; remove one",
    ]);
  });

  it("does not close an object by the branches of a combination", () => {
    const schema: Schema = {
      type: "object",
      properties: { a: { type: "integer" }, b: {} },
      anyOf: [{ properties: { a: { minimum: 5 } } }],
    };
    expect(lines(schema, { a: 6, b: 1 })).toEqual([]);
    expect(lines(schema, { a: 4, b: 1 })).toEqual(["a is 4; use 5 or more"]);
  });

  it("keeps unknown fields where the schema preserves them", () => {
    const schema: Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
    expect(lines(schema, { anything: 1 })).toEqual([]);
    expect(lines({ type: "object" }, { anything: 1 })).toEqual([
      "anything is not a field; remove it",
    ]);
  });

  it("lets an embedded object say what it is", () => {
    const schema: Schema = {
      type: "object",
      properties: { spec: {} },
      "x-kubernetes-embedded-resource": true,
    };
    expect(lines(schema, { apiVersion: "v1", kind: "A", metadata: {}, spec: 1 })).toEqual([]);
  });

  it("takes numbers and text for an int-or-string", () => {
    const schema: Schema = {
      "x-kubernetes-int-or-string": true,
      anyOf: [{ type: "integer" }, { type: "string" }],
    };
    expect([1, "25%"].flatMap((value) => lines(schema, value))).toEqual([]);
    expect(lines(schema, true)).toEqual([' is true, not a string or an integer; write "true"']);
  });

  it("keeps null where the field is nullable", () => {
    const schema: Schema = { type: "array", items: { type: "string", nullable: true } };
    expect(lines(schema, [null])).toEqual([]);
    expect(lines({ type: "array", items: { type: "string" } }, [null])).toHaveLength(1);
  });

  it("finds what is the same in a set", () => {
    const schema: Schema = {
      type: "array",
      items: { type: "string" },
      "x-kubernetes-list-type": "set",
    };
    expect(lines(schema, ["a", "b", "a"])).toEqual(["[2] is the same as [0]; remove one"]);
  });

  it("understands patterns in the syntax of Go", () => {
    const matches = (pattern: string, value: string) =>
      lines({ type: "string", pattern }, value).length === 0;
    expect(matches("^(?i)(abort|warn)?$", "WARN")).toBe(true);
    expect(matches("^((?i)may|june)x$", "JUNEx")).toBe(true);
    expect(matches("^((?i)may|june)x$", "JUNEX")).toBe(false);
    expect(matches("\\A[[:alpha:]]+\\z", "abc")).toBe(true);
    expect(matches("^[a-z\\-\\_]+$", "a-b_c")).toBe(true);
  });

  it("follows references, also those to themselves", () => {
    const node: Schema = { type: "object", properties: { child: { $ref: "Node" } } };
    const issues = check({ $ref: "Node" }, { Node: node }, { child: { child: { chld: 1 } } });
    expect(issues.map(({ path }) => path)).toEqual(["child.child.chld"]);
  });

  it("quotes keys that are no identifiers", () => {
    const schema: Schema = { type: "object", additionalProperties: { type: "string" } };
    expect(lines(schema, { "a.b/c": 1 })).toEqual(['["a.b/c"] is 1, not a string; write "1"']);
  });
});
