import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { mkdirSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { dirname } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Forward } from "../../lib/model/scope.ts";
import type { Status } from "../../scripts/forward/control.ts";
import { problemsOf, start, statusOf, stop } from "../../scripts/forward/control.ts";
import { isAlive, markOf } from "../../scripts/forward/process-mark.ts";
import { readState, statePath } from "../../scripts/forward/state.ts";
import { statusTable } from "../../scripts/forward/tables.ts";
import { forwardsOf } from "../../scripts/forward/targets.ts";
import { fleet } from "../fleets/house/index.ts";
import { projectWith } from "../support/project.ts";
import { fleetOf } from "../support/fleet.ts";
import { Programs } from "./stand-ins/programs.ts";

const programs = new Programs();
const [home] = fleetOf().clusters;
const name = home!.name;

/** As kubectl: it listens where it was told, says so, and ends with its message when it cannot. */
const kubectl = `
import { createServer } from "node:http";
const args = process.argv.slice(2).join(" ");
const [, namespace, service, here, there] =
  /^--kubeconfig \\S+home\\.kubeconfig --namespace (\\S+) port-forward service\\/(\\S+) (\\d+):(\\d+)$/.exec(args) ?? [];
if (!service) throw new Error("unknown arguments: " + args);
const server = createServer((_, response) => response.end(namespace + "/" + service + ":" + there));
server.on("error", () => {
  console.error("error: unable to listen on any of the requested ports: [{" + here + " " + there + "}]");
  process.exit(1);
});
server.listen(Number(here), "localhost", () => console.log("Forwarding from 127.0.0.1:" + here + " -> " + there));
`;

const before = { ...process.env };

beforeAll(() => {
  programs.add("kubectl", kubectl);
  Object.assign(process.env, programs.environment());
});

afterEach(() => stop(name));

afterAll(() => {
  process.env = before;
  programs.remove();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function forwardOf(service: string): Promise<Forward> {
  const localPort = await freePort();
  return { name: service, localPort, service, port: 80, namespace: "monitoring", protocol: "http" };
}

async function until(isSo: (states: readonly Status[]) => boolean): Promise<readonly Status[]> {
  for (let tries = 0; tries < 200; tries++) {
    const states = statusOf(name);
    if (isSo(states)) return states;
    await sleep(50);
  }
  throw new Error(`it stays so: ${JSON.stringify(statusOf(name))}`);
}

const isOpen = (states: readonly Status[]): boolean =>
  states.length > 0 && states.every(({ openSince }) => openSince !== undefined);

describe("forwards", () => {
  it("are open once they are started, and lead to their Service", async () => {
    const forwards = [await forwardOf("grafana"), await forwardOf("loki")];
    await start({ cluster: home!, forwards });

    const states = statusOf(name);
    expect(states.map(({ forward }) => forward.name)).toEqual(["grafana", "loki"]);
    expect(problemsOf(states)).toEqual([]);
    const answer = await fetch(`http://localhost:${forwards[1]!.localPort}`);
    expect(await answer.text()).toBe("monitoring/loki:80");
    const [first] = statusTable(states, new Date(states[0]!.openSince!)).split("\n");
    expect(first).toBe(`open  home/grafana  http://localhost:${forwards[0]!.localPort}  since 0 s`);
  });

  it("that run are left alone when others are added", async () => {
    const [one, other] = [await forwardOf("grafana"), await forwardOf("loki")];
    await start({ cluster: home!, forwards: [one] });
    const [running] = statusOf(name);
    await start({ cluster: home!, forwards: [one] });
    expect(statusOf(name)[0]!.kubectl).toEqual(running!.kubectl);

    await start({ cluster: home!, forwards: [other] });
    expect(statusOf(name).map(({ forward }) => forward.name)).toEqual(["grafana", "loki"]);
  });

  it("come back when their kubectl dies", async () => {
    await start({ cluster: home!, forwards: [await forwardOf("grafana")] });
    const [running] = statusOf(name);
    process.kill(running!.kubectl!.pid, "SIGKILL");

    const [again] = await until((states) => states[0]!.restarts === 1 && isOpen(states));
    expect(again!.kubectl!.pid).not.toBe(running!.kubectl!.pid);
  });

  it("wait for a port that somebody holds, and say who", async () => {
    const forward = await forwardOf("grafana");
    const holder = createServer().listen(forward.localPort, "localhost");
    try {
      await start({ cluster: home!, forwards: [forward] });
      const states = await until(([first]) => first?.error !== undefined);
      const [{ message, place } = { message: "", place: "" }] = problemsOf(states);
      expect(place).toBe("home/grafana");
      expect(message).toContain(`port ${forward.localPort} is held by "`);
      expect(message).toContain(
        `(process ${process.pid}); end that, the forward takes the port as soon as it is free`,
      );
    } finally {
      await new Promise((resolve) => holder.close(resolve));
    }
    await until(isOpen);
  });
});

describe("what was written down of forwards", () => {
  it("is not taken for true when the supervisor was killed, and stop ends what outlived it", async () => {
    await start({ cluster: home!, forwards: [await forwardOf("grafana")] });
    const { supervisor, forwards } = readState(name)!;
    process.kill(supervisor!.pid, "SIGKILL");
    while (isAlive(supervisor!)) await sleep(20);

    expect(readState(name)).toEqual({ forwards });
    expect(isAlive(forwards[0]!.kubectl!)).toBe(true);
    expect(await stop(name)).toBe(true);
    expect(isAlive(forwards[0]!.kubectl!)).toBe(false);
    expect(readState(name)).toBeUndefined();
  });

  it("never ends a process that took over the number of one of its own", async () => {
    const forward = await forwardOf("grafana");
    const other = { ...markOf(process.pid)!, started: "long ago" };
    mkdirSync(dirname(statePath(name)), { recursive: true });
    const state = { supervisor: other, forwards: [{ forward, kubectl: other, restarts: 0 }] };
    writeFileSync(statePath(name), JSON.stringify(state));

    expect(problemsOf(statusOf(name))).toEqual([
      {
        place: "home/grafana",
        message: `port ${forward.localPort} is closed: what kept it open was ended; open it again with: npm run forward -- restart home`,
      },
    ]);
    expect(await stop(name)).toBe(false);
  });

  it("may be cut off: then nothing runs", async () => {
    mkdirSync(dirname(statePath(name)), { recursive: true });
    writeFileSync(statePath(name), '{"supervisor": {"pid"');

    expect(statusOf(name)).toEqual([]);
    expect(statusTable([])).toBe('no forward runs; "npm run forward" starts them');
  });
});

describe("targets", () => {
  const house = projectWith();

  it("are what the components declare", () => {
    const management = fleet.clusters.find((one) => one.name === "management")!;

    expect(forwardsOf(management).map((one) => `${one.name}:${one.localPort}`)).toEqual([
      "hubble:12000",
      "longhorn:8000",
      "grafana:3000",
      "loki:3100",
      "argocd:8080",
    ]);
  });

  it("that are not there are named, with the one that was meant", () => {
    const argv = [...process.execArgv, "scripts/commands/forward.ts", "start", "management/grafna"];
    const { stderr } = spawnSync(process.execPath, argv, { cwd: house, encoding: "utf8" });
    expect(stderr).toBe(
      'forward: "grafna" is no forward of management; did you mean "grafana"?\n1 problem\n',
    );
  });
});
