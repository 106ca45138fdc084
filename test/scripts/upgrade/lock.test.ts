import { describe, expect, it } from "vitest";
import { lockEntry } from "./lock-entry.ts";
import { mergeLocks } from "../../../scripts/upgrade/lock.ts";

const shipped = (version: string, more = ""): string =>
  `# Strata's.\n${lockEntry("tea", version)}${more}`;
const merge = (base: string, ours: string, theirs: string, own?: string) =>
  mergeLocks({ base, ours, theirs }, own);
const digest = `  digest: sha256:${"a".repeat(64)}\n`;

describe("the locks after an upgrade", () => {
  it("are the release's and none, where the fleet has changed nothing", () => {
    const [base, theirs] = [shipped("1.0.0"), shipped("2.0.0", lockEntry("milk", "1.0.0"))];
    expect(merge(base, base, theirs)).toEqual({ shipped: theirs, own: undefined, notes: [] });
  });

  it("hold what the fleet has added to the shipped one in its own", () => {
    const base = shipped("1.0.0");
    const {
      shipped: text,
      own,
      notes,
    } = merge(
      base,
      base + lockEntry("milk", "3.0.0"),
      shipped("2.0.0"),
      `# Ours.\n${lockEntry("cake", "1.0.0")}`,
    );
    expect(text).toBe(shipped("2.0.0"));
    expect(own).toBe(`# Ours.\n${lockEntry("cake", "1.0.0")}${lockEntry("milk", "3.0.0")}`);
    expect(notes).toEqual(["milk: its entry stands in clusters/charts.lock.yaml now"]);
  });

  it.each([
    ["in the shipped one, as Renovate writes it", shipped("1.5.0"), undefined],
    ["in its own", shipped("1.0.0"), lockEntry("tea", "1.5.0")],
  ])("let a version go that the release has overtaken: %s", (_, ours, own) => {
    const merged = merge(shipped("1.0.0"), ours, shipped("2.0.0"), own);
    expect(merged.notes).toEqual(["tea: the release has overtaken 1.5.0 with 2.0.0"]);
    expect((merged.own ?? "").trim()).toMatch(/^(?:\[\])?$/);
  });

  it.each([
    ["older than the release that it stood on", "0.9.0", "2.0.0", /^tea: \S+ holds it at 0.9.0/],
    ["newer than the new one", "3.0.0", "2.0.0", undefined],
  ])("keep a version that is %s", (_, version, released, note) => {
    const own = lockEntry("tea", version);
    const merged = merge(shipped("1.0.0"), shipped("1.0.0"), shipped(released), own);
    expect(merged.own).toBe(own);
    expect(merged.notes).toHaveLength(note ? 1 : 0);
    if (note) expect(merged.notes[0]).toMatch(note);
  });

  it("keep a chart of another repository, and what the fleet opens of one that it no longer moves", () => {
    const elsewhere = lockEntry("tea", "1.5.0").replace("charts.example", "tea.example");
    const base = shipped("1.0.0");
    expect(merge(base, base, shipped("2.0.0"), elsewhere).own).toBe(elsewhere);
    const open = "  open:\n    size: ours\n";
    const moved = lockEntry("tea", "1.5.0") + open;
    expect(merge(base, base, shipped("2.0.0"), moved).own).toBe(`- name: tea\n${open}`);
  });

  it("keep the digest that the fleet has found for a version of both", () => {
    const base = shipped("1.0.0");
    expect(merge(base, base + digest, base)).toEqual({
      shipped: base + digest,
      own: undefined,
      notes: [],
    });
    expect(merge(base, base + digest, shipped("2.0.0")).shipped).toBe(shipped("2.0.0"));
  });
});
