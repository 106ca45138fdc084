import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { load } from "js-yaml";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  environment,
  git,
  makeFleet,
  makeServer,
  project,
  publish,
  publishing,
  refsOf,
} from "./publish-repository.ts";

interface Rule {
  readonly if: string;
  readonly when?: string;
}

interface Job {
  readonly stage: string;
  readonly rules?: readonly Rule[];
  readonly script: readonly string[];
}

const pipeline = load(readFileSync(join(project, ".gitlab-ci.yml"), "utf8")) as {
  readonly workflow: { readonly rules: readonly Rule[] };
  readonly stages: readonly string[];
  readonly check: Job;
  readonly publish: Job & { readonly resource_group: string };
};

describe(".gitlab-ci.yml", () => {
  it("never starts for a pin", () => {
    const [first] = pipeline.workflow.rules;
    const pattern = new RegExp(/^\$CI_COMMIT_TAG =~ \/(.+)\/$/.exec(first!.if)![1]!);

    expect(first!.when).toBe("never");
    expect(pattern.test("pin/edge/metallb/0123456789abcdef")).toBe(true);
    expect(pattern.test("spin/1")).toBe(false);
  });

  it("publishes after the check, on the default branch only, one at a time", () => {
    expect(pipeline.stages).toEqual([pipeline.check.stage, pipeline.publish.stage]);
    expect(pipeline.check.rules).toBeUndefined();
    expect(pipeline.publish.rules).toEqual([{ if: "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH" }]);
    expect(pipeline.publish.resource_group).toBe("publish");
    expect(pipeline.publish.script).toEqual(["npm run publish -- --ci"]);
  });
});

const token = "glpat-secret";
const authorization = `Basic ${Buffer.from(`oauth2:${token}`).toString("base64")}`;

let directory = "";
let fleet = "";
let pins: string[] = [];
let http: Server;
let url = "";

beforeEach(async () => {
  directory = makeServer();
  ({ fleet, pins } = makeFleet(directory));
  git(fleet, "push", "--quiet", "origin", "main");
  git(join(directory, "server.git"), "config", "http.receivepack", "true");
  http = createServer(serve);
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
});

afterEach(() => {
  http.close();
  rmSync(directory, { recursive: true, force: true });
});

/** git's own server behind a password, as GitLab has it. */
function serve(request: IncomingMessage, response: ServerResponse): void {
  if (request.headers.authorization !== authorization) {
    response.writeHead(401, { "WWW-Authenticate": "Basic" }).end();
    return;
  }
  const { pathname, search } = new URL(request.url!, url);
  const backend = spawn("git", ["http-backend"], {
    env: {
      ...environment,
      GIT_PROJECT_ROOT: directory,
      GIT_HTTP_EXPORT_ALL: "1",
      REQUEST_METHOD: request.method,
      PATH_INFO: pathname,
      QUERY_STRING: search.slice(1),
      CONTENT_TYPE: request.headers["content-type"] ?? "",
      HTTP_CONTENT_ENCODING: request.headers["content-encoding"] ?? "",
      GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
    },
  });
  request.pipe(backend.stdin);
  const chunks: Buffer[] = [];
  backend.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  backend.on("close", () => answer(Buffer.concat(chunks), response));
}

function answer(output: Buffer, response: ServerResponse): void {
  const end = output.indexOf("\r\n\r\n");
  for (const line of output.toString("latin1", 0, end).split("\r\n")) {
    const [name = "", value = ""] = line.split(": ");
    if (name === "Status") response.statusCode = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.end(output.subarray(end + 4));
}

const job = () => ({ CI_PROJECT_URL: `${url}/server`, PUBLISH_TOKEN: token });

describe("publish --ci", () => {
  it("pushes the pins of HEAD with the token, and no branch", async () => {
    git(fleet, "checkout", "--quiet", "--detach");

    expect(await publishing(fleet, ["--ci"], job())).toEqual({
      status: 0,
      output: "strata: published 2 pins (0 were there)\n",
    });
    expect(refsOf(directory)).toEqual([
      "refs/heads/main",
      ...pins.map((pin) => `refs/tags/${pin}`).sort(),
    ]);
  });

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
    ["CI_PROJECT_URL", { CI_PROJECT_URL: "" }, "--ci is for jobs of GitLab"],
  ])("asks for %s", (name, without, todo) => {
    const { status, output } = publish(fleet, ["--ci"], { ...job(), ...without });

    expect(output).toContain(`${name}: is not set; ${todo}`);
    expect(status).toBe(1);
  });
});
