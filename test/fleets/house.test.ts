import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

/** Text by path below a directory. */
function textsIn(directory: string, ending: RegExp): Record<string, string> {
  const paths = readdirSync(directory, { recursive: true, encoding: "utf8" }).sort();
  // Examples are fleets of their own.
  const texts = paths.filter((path) => ending.test(path) && !path.startsWith("examples/"));
  return Object.fromEntries(
    texts.map((path) => [path, readFileSync(join(directory, path), "utf8")]),
  );
}

// A fork has a fleet of its own in clusters/, and no sums of the example.
it.runIf(existsSync("clusters/example.sha256"))(
  "the house is the example, of which docs speak",
  () => {
    const ours = Object.entries(textsIn("clusters", /\.(?:ts|json)$/)).map(([path, text]) => [
      path,
      text.replaceAll(/"\.\.\/(charts|lib)\//g, '"../../../$1/'),
    ]);
    const house = "test/fleets/house";
    const all = Object.entries(textsIn(house, /\.(?:ts|json)$/));
    const fleet = all.filter(([path]) => !path.startsWith("records/"));
    expect(Object.fromEntries(fleet)).toEqual(Object.fromEntries(ours));
    expect(textsIn(`${house}/records`, /\.json$/)).toEqual(textsIn("imports/records", /\.json$/));
  },
);
