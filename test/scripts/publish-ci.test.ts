import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { git, makeFleet, makeServer, publish, publishing, refsOf } from "./publish-repository.ts";
import { startForge, token, type Forge } from "./stand-ins/forge.ts";

let directory = "";
let fleet = "";
let pins: string[] = [];
let forge: Forge;
let url = "";

beforeEach(async () => {
  directory = makeServer();
  ({ fleet, pins } = makeFleet(directory));
  git(fleet, "push", "--quiet", "origin", "main");
  git(join(directory, "server.git"), "config", "http.receivepack", "true");
  forge = await startForge("gitlab", directory);
  ({ url } = forge);
});

afterEach(() => {
  forge.close();
  rmSync(directory, { recursive: true, force: true });
});

const job = () => ({ CI_PROJECT_URL: `${url}/server`, PUBLISH_TOKEN: token });
const actionsJob = () => ({
  GITHUB_ACTIONS: "true",
  GITHUB_SERVER_URL: url,
  GITHUB_REPOSITORY: "server",
  PUBLISH_TOKEN: token,
});

describe("publish --ci", () => {
  it.each([
    ["GitLab", job],
    ["GitHub or Forgejo", actionsJob],
  ])(
    "pushes the pins of HEAD with the token, and no branch, in a job of %s",
    async (_, variables) => {
      git(fleet, "checkout", "--quiet", "--detach");

      expect(await publishing(fleet, ["--ci"], variables())).toEqual({
        status: 0,
        output: "strata: published 2 pins (0 were there)\n",
      });
      expect(refsOf(directory)).toEqual([
        "refs/heads/main",
        ...pins.map((pin) => `refs/tags/${pin}`).sort(),
      ]);
    },
  );

  it("uses the token where the runner has set git up for its own", async () => {
    const withJobToken = url.replace("://", "://gitlab-ci-token:job@");
    git(fleet, "config", `url.${withJobToken}/server.git.insteadOf`, `${url}/server.git`);
    git(fleet, "config", `url.${withJobToken}.insteadOf`, url);
    git(fleet, "config", `credential.${url}.username`, "gitlab-ci-token");
    git(fleet, "config", `credential.${url}.helper`, "!f() { echo password=job; }; f");

    expect(await publishing(fleet, ["--ci"], job())).toMatchObject({ status: 0 });
  });

  it("shows the token nowhere when it is refused", async () => {
    const { status, output } = await publishing(fleet, ["--ci"], {
      ...job(),
      PUBLISH_TOKEN: "glpat-wrong",
      GIT_TRACE: "1",
    });

    expect(output).toContain("cannot be read: ");
    expect(output).not.toContain("glpat-wrong");
    expect(status).toBe(1);
  });

  it.each([
    ["PUBLISH_TOKEN", { PUBLISH_TOKEN: "" }, "create a project access token"],
    ["CI_PROJECT_URL", { CI_PROJECT_URL: "" }, "--ci is for jobs of GitLab, GitHub and Forgejo"],
  ])("asks for %s", (name, without, todo) => {
    const { status, output } = publish(fleet, ["--ci"], { ...job(), ...without });

    expect(output).toContain(`${name}: is not set; ${todo}`);
    expect(status).toBe(1);
  });
});
