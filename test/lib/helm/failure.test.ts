import { describe, expect, it } from "vitest";
import { reasonOf } from "../../../lib/helm/failure.ts";

const archive = "/home/me/.charts/demo-1.0.0.tgz";

const cases: readonly (readonly [what: string, errors: string, reason: string | undefined])[] = [
  [
    "a chart that refuses its values, whose reason stands above the last line",
    "Error: execution error at (cilium/templates/cilium-configmap.yaml:79:5): kubeProxyReplacement must be explicitly set to a valid value (true or false) to continue.\n\nUse --debug flag to render out invalid YAML\n",
    "execution error at (cilium/templates/cilium-configmap.yaml:79:5): kubeProxyReplacement must be explicitly set to a valid value (true or false) to continue",
  ],
  [
    "everything that a schema finds",
    "Error: values don't meet the specifications of the schema(s) in the following chart(s):\ncert-manager:\n- at '': validation failed\n  - at '/replicaCount': got string, want number\n  - at '': additional properties 'bar', 'foo' not allowed\n\n",
    "values don't meet the specifications of the schema(s) in the following chart(s): cert-manager: at '': validation failed, at '/replicaCount': got string, want number, at '': additional properties 'bar', 'foo' not allowed",
  ],
  [
    "a nil pointer",
    'Error: ch/templates/a.yaml:1:13\n  executing "ch/templates/a.yaml" at <.Values.x.y.z>:\n    nil pointer evaluating interface {}.y\n\nUse --debug flag to render out invalid YAML\n',
    'ch/templates/a.yaml:1:13 executing "ch/templates/a.yaml" at <.Values.x.y.z>: nil pointer evaluating interface {}.y',
  ],
  [
    "a text of several lines, behind warnings",
    "WARNING: something else\nlevel=WARN msg=x\nError: execution error at (ch/templates/a.yaml:1:3): first\nsecond\n\nthird\n",
    "execution error at (ch/templates/a.yaml:1:3): first second third",
  ],
  [
    "no path of this computer",
    `Error: cannot load ${archive}: open /home/me/.charts/x: no`,
    "cannot load demo-1.0.0.tgz: open ./x: no",
  ],
  ["no control character", "Error: a\u001b[31mred\u0007", "a [31mred"],
  ["the last line where Helm names no error", "panic: x\ngoroutine 1\n", "goroutine 1"],
  ["nothing where nothing is said", "\n", undefined],
];

describe("why Helm failed", () => {
  it.each(cases)("tells %s", (_, errors, reason) => {
    expect(reasonOf(errors, archive)).toBe(reason);
  });

  it("ends somewhere", () => {
    expect(reasonOf(`Error: ${"x".repeat(9000)}`, archive)!.length).toBeLessThan(2100);
  });
});
