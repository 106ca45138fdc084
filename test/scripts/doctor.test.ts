import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { oldestKubectl, versionIn } from "../../scripts/doctor/programs.ts";
import { keyLines } from "../../scripts/doctor/keys.ts";
import { placesOf, reachLines } from "../../scripts/doctor/reach.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import { toolsFor } from "../../scripts/doctor/tools.ts";
import { fleet as house } from "../fleets/house/index.ts";
import { fleet as lone } from "../fleets/lone/index.ts";
import { fleet as stranger } from "../fleets/stranger/index.ts";
import { fleetOf } from "../support/fleet.ts";
import { projectWith } from "../support/project.ts";
import { Programs } from "./stand-ins/programs.ts";

const programs = new Programs();
const project = projectWith();

beforeAll(() => {
  programs.add(
    "kubectl",
    `console.log("Client Version: v1.36.1"); process.exitCode = process.argv[2] === "version" ? 0 : 1;`,
  );
  programs.add("ssh", `console.error("OpenSSH_9.2p1 Debian-2");`);
  programs.add("helm", `console.log("v3.19.0+g1");`);
  programs.add("k3d", `console.log("k3d version v5.8.3");`);
});

afterAll(() => programs.remove());

describe("npm run doctor", () => {
  it("says what there is, what is too old or absent, and what that blocks, quickly", () => {
    const env = { ...programs.environment(), SSH_AUTH_SOCK: "", TIMEFORMAT: "process time %U %S" };
    const command = ["-c", 'time "$@"', "bash", process.execPath, ...process.execArgv];
    const { status, stdout, stderr } = spawnSync(
      "bash",
      [...command, "scripts/commands/doctor.ts"],
      {
        cwd: project,
        encoding: "utf8",
        env,
      },
    );

    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^ {2}good +git +\d+\.\d+/m);
    expect(stdout).toMatch(
      /^ {2}absent +helm +3\.19\.0 is older than 4\.0 +blocks bootstrap, and charts that synth renders; https:/m,
    );
    expect(stdout).toMatch(/^ {2}good +k3d +5\.8\.3$/m);
    expect(stdout).toMatch(/^ {2}good +kubectl +1\.36\.1$/m);
    expect(stdout).toMatch(
      /^ {2}absent +SSH key +none in ~\/\.ssh, and no agent +blocks vm, node/m,
    );
    expect(stdout).toMatch(/^ {2}absent +kubeconfig +none of management, production, edge, local/m);
    expect(stdout).toMatch(/ +API server of management +192\.168\.1\.30:6443 /);
    const [, user = "", system = ""] = /process time (\S+) (\S+)/.exec(stderr)!;
    // Three quarters of a second on a computer that has nothing else to do.
    expect(Number(user) + Number(system)).toBeLessThan(2);
  });

  it("ends with 1 when something is missing that every house needs", () => {
    const env = { ...programs.environment(), STRATA_SSH_KEY: "/nowhere/key" };
    const argv = [...process.execArgv, "scripts/commands/doctor.ts"];
    const { status, stderr } = spawnSync(process.execPath, argv, {
      cwd: project,
      encoding: "utf8",
      env,
    });

    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: "doctor: SSH key missing; get them as said above\n1 problem\n",
    });
  });
});

describe("versions", () => {
  it("of kubectl may be one behind the newest API server", () => {
    expect(oldestKubectl(fleetOf())).toBe("1.35");
  });

  it.each([
    ["git version 2.39.5 (Apple Git-154)", "2.39.5"],
    ["OpenSSH_9.2p1 Debian-2, OpenSSL 3.0.17", "9.2"],
    ["Client Version: v1.36.1\nKustomize Version: v5.8.1", "1.36.1"],
    ["no version", undefined],
  ])("are found in %j", (output, version) => {
    expect(versionIn(output)).toBe(version);
  });
});

describe("what a fleet has no use for", () => {
  const names = (fleet: Fleet): string[] => toolsFor(fleet, "linux").map(({ name }) => name);

  it("is not asked for", async () => {
    expect(names(house)).toEqual("git ssh kubectl helm docker k3d openssl age".split(" "));
    // Sealed values, and nobody who could read the saved key.
    expect(names(stranger)).toEqual("git ssh kubectl helm openssl".split(" "));
    expect(names(lone)).toEqual("git ssh kubectl helm".split(" "));
    expect(names({ ...lone, clusters: [] })).toEqual(["git", "helm"]);
    const keys = async (fleet: Fleet) => (await keyLines(fleet)).map(({ name }) => name);
    expect(await keys(house)).toEqual(["SSH key", "host keys", "kubeconfig", "Vault token"]);
    expect(await keys(stranger)).toEqual(["SSH key", "host keys", "kubeconfig"]);
    expect(await keys({ ...lone, clusters: [] })).toEqual([]);
  });
});

describe("places", () => {
  it("are the machines, API servers and servers of the data", () => {
    const names = placesOf(fleetOf()).map(({ name, host, port }) => `${name} ${host}:${port}`);

    expect(names).toEqual([
      "DNS 10.0.0.3 10.0.0.3:53",
      "git git.house.example git.house.example:443",
      "API server of home 10.0.0.10:6443",
      "SSH rack 10.0.0.2:22",
      "SSH git 10.0.0.4:22",
      "SSH home-1 10.0.0.10:22",
      "SSH home-2 10.0.0.11:22",
      "SSH home-3 10.0.0.12:22",
    ]);
  });

  it.each([
    ["git@git.house.example:house/fleet.git", "git git.house.example git.house.example:22"],
    ["ssh://git@git.house.example:2222/fleet", "git git.house.example git.house.example:2222"],
    ["http://10.0.0.4/fleet.git", "git 10.0.0.4 10.0.0.4:80"],
  ])("have the git server of %s", (url, place) => {
    const places = placesOf({ ...fleetOf(), repository: { url, branch: "main" } });
    expect(places.map(({ name, host, port }) => `${name} ${host}:${port}`)).toContain(place);
  });

  it("answer or not, with the reason", async () => {
    const server = createServer().listen(0, "localhost");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    const place = { name: "here", host: "localhost", port, blocks: "all" };

    const [good] = await reachLines([place]);
    await new Promise((resolve) => server.close(resolve));
    const [refused] = await reachLines([place]);

    expect([good!.state, good!.found]).toEqual(["good", `localhost:${port} answers`]);
    expect([refused!.state, refused!.found]).toEqual([
      "absent",
      `localhost:${port} refuses the connection`,
    ]);
  });
});
