import assert from "node:assert/strict";
import { confirm, events } from "./machines.ts";
import { ReleaseServer } from "./release-server.ts";
import type { Context, Scenario } from "./scenario.ts";
import type { Ssh } from "./ssh.ts";
import { must, sshTo } from "./ssh.ts";
import { Workspace } from "./workspace.ts";

const [server, worker, other] = ["edge-pi-01", "edge-pi-02", "edge-pi-03"];

/** Machines become nodes with what the data says, however often the command is killed on the way. */
export const nodes: Scenario = {
  name: "nodes",
  shows: "machines join their cluster, a killed run is taken up again, faults are named",
  async run(context: Context) {
    const { say, directory } = context;
    const house = await context.start({ clusters: ["edge"] });
    const releases = await ReleaseServer.start(house.operator.address);
    try {
      const change = [
        "clusters/site.ts",
        /k3s: "https:[^"]*"/,
        releases.fieldsOf("v1.36.2+k3s1"),
      ] as const;
      const work = new Workspace(directory, house.operator, [change]);
      for (const name of [server, worker, other]) await confirm(work, name);
      const ssh = sshTo(house, directory);
      await faults(work, ssh, releases);
      say("a worker without its cluster and a dead registry are named");
      await work.must("node", "join", server);
      assert.equal(await nodesOf(ssh), server);
      say("the first server makes the cluster");
      const runs = await killedAfterEachStep(work, ["join", worker]);
      assert.equal(await nodesOf(ssh), `${server} ${worker}`);
      say(`a worker joins, killed after each of its steps: ${runs} runs`);
      await work.must("node", "join", other);
      const again = events(await work.must("node", "join", other, "--json"));
      assert.deepEqual(
        again.filter(({ event, state }) => event === "step" && state === "done"),
        [],
      );
      say("a second run does nothing");
      await atOnce(work);
      say("two at once: the second is told who is at work");
      await refused(work, say);
      await work.must("node", "remove", other);
      assert.equal(await nodesOf(ssh), `${server} ${worker}`);
      assert.notEqual((await ssh(other, "systemctl is-active k3s-agent")).out, "active");
      say("a node leaves, and does not come back by itself");
    } finally {
      releases.stop();
    }
  },
};

async function nodesOf(ssh: Ssh): Promise<string> {
  const names = await must(ssh(server, "k3s kubectl get nodes -o name"));
  return names.replaceAll("node/", "").split("\n").toSorted().join(" ");
}

async function faults(work: Workspace, ssh: Ssh, releases: ReleaseServer): Promise<void> {
  const early = await work.run("node", ["join", worker]);
  assert.equal(early.code, 1);
  assert.match(
    early.error,
    /^edge-pi-02: no server of edge has a token yet \(edge-pi-01\); start the cluster first: npm run bootstrap -- edge$/m,
  );
  releases.failWith = 503;
  const dead = await work.run("node", ["join", server]);
  releases.failWith = undefined;
  assert.equal(dead.code, 1);
  assert.match(dead.error, /^edge-pi-01: "curl .*" ended with code 22: curl: \(22\) .*503/m);
  assert.equal((await ssh(server, "ls /usr/local/bin/k3s")).code, 2);
}

/** Kills the command when a step is done, and starts it again, until it has nothing more to do. Returns the runs. */
export async function killedAfterEachStep(
  work: Workspace,
  [verb, name]: readonly [string, string],
  command = "node",
): Promise<number> {
  for (let run = 1; run < 100; run++) {
    const ended = await work.run(command, [verb, name, "--json"], {
      onLine: (line, kill) => {
        if (line.includes('"state":"done"')) kill();
      },
    });
    if (ended.code === 0) return run;
    if (ended.code !== 137)
      throw new Error(`run ${run} ended with ${ended.code}\n${ended.out}${ended.error}`);
  }
  throw new Error("there is no end to it");
}

async function atOnce(work: Workspace): Promise<void> {
  const first = work.run("node", ["join", other]);
  const second = await work.run("node", ["join", other]);
  const ends = [await first, second].toSorted((a, b) => a.code - b.code);
  assert.deepEqual(
    ends.map(({ code }) => code),
    [0, 1],
  );
  assert.match(
    ends[1]!.error,
    /^edge-pi-03: is in use by "node join, started by \S+ on \S+ at \S+"; wait/,
  );
}

async function refused(work: Workspace, say: Context["say"]): Promise<void> {
  const only = await work.run("node", ["remove", server]);
  assert.equal(only.code, 1);
  assert.match(
    only.error,
    /^edge-pi-01: (it is the only server of its cluster|no server of edge)/m,
  );
  say("the only server stays");
}
