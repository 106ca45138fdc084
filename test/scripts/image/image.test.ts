import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { placeFleet } from "../../fleets/place.ts";
import { linkPackages, projectFiles } from "../../support/packages.ts";
import { environment } from "../publish-repository.ts";

const directory = mkdtempSync(join(tmpdir(), "strata-image-"));
const server = join(directory, "server.git");
const clone = join(directory, "clone");
const bin = join(directory, "bin");

function git(where: string, ...args: string[]): string {
  return execFileSync("git", args, { cwd: where, env: environment, encoding: "utf8" }).trimEnd();
}

beforeAll(() => {
  git(tmpdir(), "init", "--quiet", "--bare", "--initial-branch=main", server);
  git(tmpdir(), "init", "--quiet", "--initial-branch=main", clone);
  execFileSync("cp", ["--parents", "--", ...projectFiles(), clone]);
  linkPackages(clone);
  placeFleet(clone, "house");
  addNotes();
  execFileSync(process.execPath, [...process.execArgv, "scripts/commands/synth.ts"], {
    cwd: clone,
  });
  git(clone, "add", "--all");
  git(clone, "commit", "--quiet", "--message=as it is");
  git(clone, "remote", "add", "origin", server);
  git(clone, "push", "--quiet", "--set-upstream", "origin", "main");
  mkdirSync(bin);
});

/** An app with options of many kinds, in two environments. */
function addNotes(): void {
  mkdirSync(join(clone, "clusters/components"));
  writeFileSync(
    join(clone, "clusters/components/notes.ts"),
    `import { app, hostNeeds } from "../../charts/parts/app/app.ts";
import { defineComponent } from "../../lib/model/component.ts";

interface NotesOptions {
  readonly environment: string;
  readonly host: string;
  readonly version: string;
  readonly replicas?: number;
  readonly settings?: Readonly<Record<string, string>>;
  readonly health?: string;
  readonly build?: (name: string) => string;
}

/** Notes. */
export const notes = defineComponent({
  name: "notes",
  layer: "apps",
  namespace: ({ environment }: NotesOptions) => environment,
  podSecurity: "restricted",
  needs: hostNeeds,
  instance: ({ environment }) => environment,

  objects(scope, { host, version, replicas = 1, settings = {}, health, build }) {
    app(scope, {
      name: build?.("notes") ?? "notes",
      image: \`registry.example.com/notes:\${version}\`,
      port: 8080,
      host,
      replicas,
      environment: settings,
      ...(health ? { health } : {}),
    });
  },
});
`,
  );
  const path = join(clone, "clusters/production.ts");
  const shown = readFileSync(path, "utf8")
    .replace(
      "import { dedicated",
      'import { notes } from "./components/notes.ts";\nimport { dedicated',
    )
    .replace(/ {4}portfolioSite\(\{/, `${notesTexts}    portfolioSite({`);
  writeFileSync(path, shown);
}

const notesTexts = `    notes({
      environment: "staging",
      host: "notes-staging.k8s.mathiaswouters.com",
      version: "2.1.0",
      settings: { COLOUR: "blue", URL: "https://notes-staging.k8s.mathiaswouters.com", PAGES: "10" },
      health: "/ready",
    }),
    notes({
      environment: "production",
      host: "notes.k8s.mathiaswouters.com",
      version: "2.0.0",
      replicas: 2,
      // The colour of the house.
      settings: {
        COLOUR: "red",
        OLD: "1",
        URL: "https://notes.k8s.mathiaswouters.com",
      },
    }),
`;

beforeEach(() => git(clone, "reset", "--quiet", "--hard", "origin/main"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function run(where: string, command: string, ...args: string[]) {
  const argv = [...process.execArgv, join(where, `scripts/commands/${command}.ts`), ...args];
  const env = { ...environment, PATH: `${bin}:${process.env["PATH"]}`, XDG_CONFIG_HOME: directory };
  const child = spawn(process.execPath, argv, { cwd: where, env });
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  const [stdout, stderr, status] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    ended,
  ]);
  return { status, output: `${stdout}${stderr}`.trimEnd() };
}

/** Files that are not as they were committed. */
const changed = (): string[] => git(clone, "diff", "--name-only").split("\n").filter(Boolean);

/** kubectl that answers with an Application. */
function answer(status: object): void {
  writeFileSync(
    join(directory, "application.json"),
    JSON.stringify({ metadata: {}, spec: {}, status }),
  );
  writeFileSync(join(bin, "kubectl"), `#!/bin/sh\ncat ${directory}/application.json\n`);
  chmodSync(join(bin, "kubectl"), 0o755);
}

const healthy = {
  sync: { status: "Synced" },
  health: { status: "Healthy" },
  summary: { images: ["ghcr.io/mathiaswouters/portfolio-site:1.5.0"] },
};

describe("npm run image", () => {
  it("changes the one text that says the version, and renders it", async () => {
    expect(await run(clone, "image", "production/portfolio-site-production", "1.4.9")).toEqual({
      status: 0,
      output: expect.stringMatching(
        /^clusters\/production\.ts:\d+: 1\.4\.2 -> 1\.4\.9\ndist\/ is rendered; look at it with npm run diff, then commit$/,
      ),
    });
    expect(changed()).toEqual([
      "clusters/production.ts",
      "dist/production/apps/portfolio-site-production.yaml",
      "dist/production/apps/portfolio-site-production/Deployment-portfolio-site.yaml",
    ]);
    expect(await run(clone, "image", "portfolio-site-production", "1.4.9")).toMatchObject({
      output: "nothing to change: it is so already",
    });
  });

  it("moves all images that one text names", async () => {
    expect(await run(clone, "image", "vulnerability-scanner-production", "0.8.4")).toMatchObject({
      status: 0,
    });
    expect(changed().filter((path) => path.includes("Deployment"))).toHaveLength(2);
  });

  it("leaves all as it was where no text is the version of that app alone", async () => {
    const path = join(clone, "clusters/production.ts");
    const before = readFileSync(path, "utf8");
    const computed = before.replace('version: "1.4.2"', 'version: ["1", "4", "2"].join(".")');
    writeFileSync(path, computed);

    expect(await run(clone, "image", "portfolio-site-production", "1.4.9")).toEqual({
      status: 1,
      output: expect.stringContaining(
        "production/portfolio-site-production: no text in clusters/ makes ghcr.io/mathiaswouters/portfolio-site:1.4.2 ghcr.io/mathiaswouters/portfolio-site:1.4.9 and nothing else; change it by hand",
      ),
    });
    expect(readFileSync(path, "utf8")).toBe(computed);
  });

  it.each([
    [["portfolio-sit", "2"], 'image: "portfolio-sit" is no Application; '],
    [
      ["portfolio-site-staging", "2"],
      'several are called "portfolio-site-staging"; name one of local/',
    ],
    [["portfolio-site-production", "a b"], '"a b" is no tag of an image; give a tag, as 1.4.2'],
    [["production/metallb-config", "1.0"], "production/metallb-config: has no image"],
    [["portfolio-site-production", "2", "--of", "ghcr.io/other"], "name one with --of"],
    [["portfolio-site-production"], "name one Application and one tag"],
  ])("says what to do about %j", async (words, said) => {
    const { status, output } = await run(clone, "image", ...words);

    expect(output).toContain(said);
    expect(output).not.toMatch(/\n {4}at /);
    expect(status).toBe(1);
    expect(changed()).toEqual([]);
  });

  it("pushes what it changes, also when two are pushed at once", async () => {
    const other = join(directory, "other");
    git(directory, "clone", "--quiet", server, other);
    linkPackages(other);
    const both = await Promise.all([
      run(clone, "image", "portfolio-site-production", "1.4.5", "--push"),
      run(other, "image", "vulnerability-scanner-production", "0.8.7", "--push"),
    ]);

    expect(both).toEqual([
      {
        status: 0,
        output: expect.stringContaining("feat(portfolio-site-production): 1.4.2 -> 1.4.5"),
      },
      {
        status: 0,
        output: expect.stringContaining("feat(vulnerability-scanner-production): 0.8.3 -> 0.8.7"),
      },
    ]);
    expect(git(server, "log", "--format=%s", "main").split("\n").toSorted().slice(0, 3)).toEqual([
      "as it is",
      "feat(portfolio-site-production): 1.4.2 -> 1.4.5",
      "feat(vulnerability-scanner-production): 0.8.3 -> 0.8.7",
    ]);
    expect(git(clone, "branch", "--show-current")).toBe("main");
    git(clone, "fetch", "--quiet", "origin");
    git(clone, "reset", "--quiet", "--hard", "origin/main");
    expect(await run(clone, "synth", "--check")).toMatchObject({ status: 0 });
  });

  it("pushes a branch of its own for a merge request, and makes it anew", async () => {
    for (const tag of ["1.4.6", "1.4.7"])
      expect(
        await run(clone, "image", "portfolio-site-production", tag, "--push", "--branch", "next"),
      ).toMatchObject({ status: 0 });

    expect(git(server, "log", "--format=%s", "main..next")).toMatch(/^feat\(.*-> 1\.4\.7$/);
    expect(await run(clone, "image", "portfolio-site-production", "1.4.8")).toMatchObject({
      status: 0,
    });
    expect(await run(clone, "image", "portfolio-site-production", "2", "--push")).toMatchObject({
      status: 1,
      output: expect.stringContaining(
        "the clone has changes of its own; commit or stash them first",
      ),
    });
  });
});

describe("npm run promote", () => {
  it("runs in production what staging runs healthily", async () => {
    answer(healthy);

    expect(await run(clone, "promote", "portfolio-site", "staging", "production")).toEqual({
      status: 0,
      output: expect.stringMatching(/^clusters\/production\.ts:\d+: 1\.4\.\d -> 1\.5\.0\n/),
    });
    expect(changed()).toHaveLength(3);
    // A fetch with a depth would have cut off the history.
    expect(git(clone, "rev-parse", "--is-shallow-repository")).toBe("false");
    expect(await run(clone, "promote", "portfolio-site", "staging", "production")).toMatchObject({
      output: expect.stringMatching(
        /^production\/portfolio-site-production runs what production\/portfolio-site-staging does\nleft as they are: host \(/,
      ),
    });
  });

  it.each([
    [
      "is not healthy",
      { ...healthy, health: { status: "Degraded" } },
      "is Synced, Degraded; see why: npm run debug -- production/portfolio-site-staging",
    ],
    ["is not synced", { ...healthy, sync: { status: "OutOfSync" } }, "is OutOfSync, Healthy; "],
    [
      "runs another image",
      { ...healthy, summary: { images: ["ghcr.io/mathiaswouters/portfolio-site:1.4.0"] } },
      "does not run ghcr.io/mathiaswouters/portfolio-site:1.5.0; wait",
    ],
  ])("refuses what staging %s", async (_, status, said) => {
    answer(status);
    const { output, status: code } = await run(
      clone,
      "promote",
      "portfolio-site",
      "staging",
      "production",
      "--unasked",
      "no",
    );

    expect(output).toContain(said);
    expect(code).toBe(1);
    expect(changed()).toEqual([]);
  });

  it("asks for a reason where nobody can be asked", async () => {
    rmSync(join(bin, "kubectl"), { force: true });
    writeFileSync(
      join(bin, "kubectl"),
      "#!/bin/sh\necho 'The connection to the server was refused' >&2\nexit 1\n",
    );
    chmodSync(join(bin, "kubectl"), 0o755);
    const args = ["portfolio-site", "staging", "production"];

    expect(await run(clone, "promote", ...args)).toMatchObject({
      status: 1,
      output: expect.stringContaining("or say why that is right, with --unasked REASON"),
    });
    expect(
      await run(clone, "promote", ...args, "--unasked", "the runner is outside"),
    ).toMatchObject({
      status: 0,
    });
  });

  it("refuses what is not published, and names that are none", async () => {
    answer(healthy);
    expect(await run(clone, "image", "production/portfolio-site-staging", "1.9.0")).toMatchObject({
      status: 0,
    });
    expect(await run(clone, "promote", "portfolio-site", "staging", "production")).toMatchObject({
      status: 1,
      output: expect.stringContaining(
        "runs ghcr.io/mathiaswouters/portfolio-site:1.9.0 here, and not on main of",
      ),
    });
    for (const [words, said] of [
      [["portfolio-site", "stagin", "production"], 'did you mean "staging"?'],
      [["portfolio", "staging", "production"], `"portfolio" is no app; use one of `],
      [["portfolio-site", "production", "production"], "name two"],
    ] as const)
      expect(await run(clone, "promote", ...words)).toMatchObject({
        status: 1,
        output: expect.stringContaining(said),
      });
  });
});

/** As it is where Argo CD runs what is committed. */
function healthyNotes(): object {
  const [pin] = /\b[0-9a-f]{40}\b/.exec(
    readFileSync(join(clone, "dist/production/apps/notes-staging.yaml"), "utf8"),
  )!;
  return {
    sync: { status: "Synced", revisions: [pin, pin] },
    health: { status: "Healthy" },
    summary: { images: ["registry.example.com/notes:2.1.0"] },
  };
}

describe("npm run promote, of options", () => {
  const words = ["notes", "staging", "production"];
  const data = join(clone, "clusters/production.ts");
  const changeData = (from: string, to: string): void => {
    const before = readFileSync(data, "utf8");
    expect(before).toContain(from);
    writeFileSync(data, before.replace(from, to));
  };
  const commitData = (): void => {
    execFileSync(process.execPath, [...process.execArgv, "scripts/commands/synth.ts"], {
      cwd: clone,
    });
    git(clone, "commit", "--quiet", "--all", "--message=data");
  };
  /** The lines of the data that are other ones. */
  const lines = (): string[] =>
    git(clone, "diff", "--unified=0", "--", "clusters")
      .split("\n")
      .filter((line) => /^[+-] /.test(line))
      .map((line) => line.replaceAll(/ +/g, " "));

  it("moves image and options, and leaves what is of the environment", async () => {
    answer(healthyNotes());
    const foreseen = await run(clone, "promote", ...words, "--dry-run");
    expect(changed()).toEqual([]);
    const { status, output } = await run(clone, "promote", ...words);

    expect(output.replaceAll(/^clusters\/production\.ts:\d+: /gm, "")).toBe(
      `2.0.0 -> 2.1.0
settings.COLOUR "red" -> "blue"
settings.OLD "1" -> (not set)
settings.PAGES (not set) -> "10"
health (not set) -> "/ready"
left as they are: host ("notes.k8s.mathiaswouters.com", not "notes-staging.k8s.mathiaswouters.com"), replicas (2, not (not set)), settings.URL ("https://notes.k8s.mathiaswouters.com", not "https://notes-staging.k8s.mathiaswouters.com"); --options moves what it names
dist/ is rendered; look at it with npm run diff, then commit`,
    );
    expect(status).toBe(0);
    expect(foreseen.output).toBe(
      output.replace(/dist\/ is rendered.*/, "nothing is changed: leave out --dry-run"),
    );
    expect(lines()).toEqual([
      '- version: "2.0.0",',
      '+ version: "2.1.0",',
      '- COLOUR: "red",',
      '- OLD: "1",',
      '+ COLOUR: "blue",',
      '+ PAGES: "10",',
      '+ health: "/ready",',
    ]);
    expect(changed().filter((path) => !path.includes("/notes-production"))).toEqual([
      "clusters/production.ts",
    ]);
  });

  it.each([
    [["--only", "image"], ["version"]],
    [
      ["--only", "options", "--options", "settings.COLOUR,replicas"],
      ["replicas", "COLOUR"],
    ],
  ])("moves what %j names", async (args, fields) => {
    answer(healthyNotes());

    expect(await run(clone, "promote", ...words, ...args)).toMatchObject({ status: 0 });
    const own = lines().map((line) => /^. (\w+):/.exec(line)?.[1]);
    expect([...new Set(own)]).toEqual(fields);
  });

  it.each([
    [
      ["--options", "hostt"],
      'hostt" is no option of production/notes-production; did you mean "host"?',
    ],
    [["--options", "environment"], "environment cannot be moved"],
    [["--only", "all"], '"all" is none of image, options'],
    [["--only", "image", "--options", "host"], "leave one of the two out"],
    [["--push", "--dry-run"], "--dry-run pushes nothing"],
  ])("says what to do about %j", async (args, said) => {
    answer(healthyNotes());
    const { status, output } = await run(clone, "promote", ...words, ...args);

    expect(output).toContain(said);
    expect(output).not.toMatch(/\n {4}at /);
    expect(status).toBe(1);
    expect(changed()).toEqual([]);
  });

  it("refuses what is computed, and leaves all as it was", async () => {
    changeData('COLOUR: "red"', 'COLOUR: ["r", "ed"].join("")');
    const before = readFileSync(data, "utf8");
    answer(healthyNotes());

    expect(await run(clone, "promote", ...words)).toEqual({
      status: 1,
      output: expect.stringMatching(
        /production\/notes-production: settings\.COLOUR, .* cannot be moved: clusters\/production\.ts:\d+: settings\.COLOUR is computed there, by \["r", "ed"\]\.join\(""\); change it by hand, or leave it out/,
      ),
    });
    expect(readFileSync(data, "utf8")).toBe(before);
  });

  it("refuses options that Argo CD does not run yet, and that nobody has pushed", async () => {
    const then = healthyNotes();
    changeData('COLOUR: "blue"', 'COLOUR: "green"');
    commitData();
    answer(then);
    expect(await run(clone, "promote", ...words)).toMatchObject({
      status: 1,
      output: expect.stringContaining("is not on main of origin what the data here says"),
    });
    git(clone, "push", "--quiet", "--no-verify", "origin", "main");
    expect(await run(clone, "promote", ...words)).toMatchObject({
      status: 1,
      output: expect.stringMatching(/does not run what the data says \(it is at .*\); wait/),
    });
    answer(healthyNotes());
    expect(await run(clone, "promote", ...words, "--push", "--branch", "next")).toMatchObject({
      status: 0,
      output: expect.stringContaining('settings.COLOUR "red" -> "green"'),
    });
    expect(git(server, "show", "next:clusters/production.ts")).not.toContain('COLOUR: "red"');
  });
});
