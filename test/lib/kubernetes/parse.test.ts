import { describe, expect, it } from "vitest";
import { parseObjects } from "../../../lib/kubernetes/parse.ts";

/** What sigs.k8s.io/yaml 1.6 makes of them, tried one by one. */
const readings: readonly (readonly [yaml: string, value: unknown])[] = [
  ["y", true],
  ["yes", true],
  ["On", true],
  ["N", false],
  ["off", false],
  ["FALSE", false],
  ["0644", 420],
  ["0o644", 420],
  ["0x1F", 31],
  ["0b11", 3],
  ["1_000", 1000],
  ["08", 8],
  ["010.5", 10.5],
  ["+12", 12],
  ["-0x10", -16],
  ["1e3", 1000],
  [".5", 0.5],
  ["5.", 5],
  ['"0644"', "0644"],
  ["~", null],
  ["Null", null],
  ["nULL", "nULL"],
  ["2001-12-14", "2001-12-14"],
  ["2001-12-14T21:59:43Z", "2001-12-14T21:59:43Z"],
  ["12:30:45", "12:30:45"],
  ["1:20", "1:20"],
  ["=", "="],
  ["1.0", 1],
  ["v1.2.3", "v1.2.3"],
];

describe("what Helm prints", () => {
  it.each(readings)("is read as Kubernetes does: %s", (yaml, value) => {
    expect(parseObjects(`field: ${yaml}`)).toEqual([{ field: value }]);
  });

  it("comes in documents, of which some hold nothing", () => {
    expect(
      parseObjects("---\n# Source: a\n---\na: 1\n---\n\n---\nb: {<<: {x: 1}, y1: 2}\n"),
    ).toEqual([{ a: 1 }, { b: { x: 1, y1: 2 } }]);
  });
});
