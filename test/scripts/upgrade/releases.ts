import type { Repository } from "./fixture.ts";
import { lockEntry } from "./lock-entry.ts";
import { componentFile, fleetFiles, storeChart, strata } from "./fixture.ts";

const catalogue = 'import { kettle, teapot } from "../charts/index.ts";\n';

function release(upstream: Repository, version: string, changelog: string): void {
  const data = JSON.parse(upstream.text("package.json")) as object;
  const before = version === "0.1.0" ? "# Changelog\n" : upstream.text("CHANGELOG.md");
  upstream.write({
    "package.json": `${JSON.stringify({ ...data, version }, null, 2)}\n`,
    "CHANGELOG.md": before.replace("# Changelog\n", `# Changelog\n\n## ${version}\n\n${changelog}`),
  });
  for (const command of ["synth", "catalogue", "check --release"]) {
    const [name = "", ...args] = command.split(" ");
    const { status, stderr } = upstream.run(name, ...args);
    if (status !== 0) throw new Error(stderr);
  }
  upstream.commit(`build: release v${version}`);
  upstream.git("tag", "--annotate", `v${version}`, "--message", version);
}

function moveChart(upstream: Repository, version: string): void {
  const { status, stderr } = upstream.run("charts", "update", "brew", "--to", version);
  if (status !== 0) throw new Error(stderr);
}

/** Strata with three releases, the last of which changes all that a fork may have changed as well. */
export function madeUpReleases(): Repository {
  const upstream = strata("upstream");
  for (const version of ["1.0.0", "1.1.0", "1.1.5", "1.2.0"]) storeChart("brew", version);
  for (const version of ["3.0.0", "3.1.0"]) storeChart("milk", version);
  upstream.write({
    "charts/apps/teapot.ts": componentFile("teapot", "cups"),
    "charts/apps/kettle.ts": componentFile("kettle", "heat"),
    "charts/index.ts": `${upstream.text("charts/index.ts")}export { teapot } from "./apps/teapot.ts";\nexport { kettle } from "./apps/kettle.ts";\n`,
    "charts.lock.yaml": upstream.text("charts.lock.yaml") + lockEntry("brew", "1.0.0"),
    ...fleetFiles(
      "example",
      catalogue,
      '    teapot({ cups: "two" }),\n    kettle({ heat: "low" }),\n',
    ),
  });
  upstream.run("charts", "pull", "brew");
  release(upstream, "0.1.0", "The first.\n");

  moveChart(upstream, "1.1.0");
  upstream.write({
    "charts/apps/saucer.ts": componentFile("saucer", "size"),
    "charts/apps/ladle.ts": componentFile("ladle", "size"),
    "charts/index.ts": `${upstream.text("charts/index.ts")}export { saucer } from "./apps/saucer.ts";\nexport { ladle } from "./apps/ladle.ts";\n`,
  });
  release(upstream, "0.2.0", "- a saucer\n");

  moveChart(upstream, "1.2.0");
  upstream.git("mv", "charts/apps/teapot.ts", "charts/apps/pot.ts");
  upstream.write({ "charts/apps/ladle.ts": undefined });
  upstream.edit("charts/index.ts", 'export { ladle } from "./apps/ladle.ts";\n', "");
  for (const [from, to] of [
    ["export const teapot", "export const pot"],
    ['name: "teapot",\n  layer', 'name: "pot",\n  layer'],
  ] as const)
    upstream.edit("charts/apps/pot.ts", from, to);
  upstream.edit(
    "charts/index.ts",
    'teapot } from "./apps/teapot.ts"',
    'pot } from "./apps/pot.ts"',
  );
  upstream.edit(
    "charts/apps/kettle.ts",
    "data: { words: heat }",
    'data: { words: heat, unit: "K" }',
  );
  upstream.write({
    "charts/apps/cup.ts": componentFile("cup", "colour"),
    "charts/index.ts": `${upstream.text("charts/index.ts")}export { cup } from "./apps/cup.ts";\n`,
    "clusters/example.ts": undefined,
    "README.md": `${upstream.text("README.md")}\nMore.\n`,
    "docs/tea.md": "# Tea\n",
    "docs/publish.md": `${upstream.text("docs/publish.md")}\nMore.\n`,
    ...fleetFiles(
      "garden",
      catalogue.replace("teapot", "pot"),
      '    pot({ cups: "ten" }),\n    kettle({ heat: "high" }),\n',
    ),
  });
  release(
    upstream,
    "0.3.0",
    "- a cup\n\n### Migrate\n\n- `teapot` is now `pot`\n- `fuel` of `kettle` is now `heat`\n",
  );
  return upstream;
}
