import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Event } from "../../../scripts/tell/report.ts";
import { Ssh } from "../../../scripts/ssh/ssh.ts";
import type { Step } from "../../../scripts/run/step.ts";
import { fileActions } from "../../../scripts/run/step.ts";
import { runSteps } from "../../../scripts/run/steps.ts";

// Nothing here reaches for a machine.
const machine = { name: "mgmt-cp-01", address: "10.0.0.1", user: "root" };
const ssh = new Ssh({ knownHosts: "/nonexistent", sockets: "/nonexistent" });
const directory = mkdtempSync(join(tmpdir(), "steps-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A step that makes a file, and counts as done when it is there. */
function touch(host: string, name: string, more: Partial<Step> = {}): Step {
  const path = join(directory, `${host}-${name}`);
  return {
    host,
    name,
    isDone: async () => existsSync(path),
    actions: () => [{ argv: ["touch", path] }],
    look: `ls ${path}`,
    ...more,
  };
}

async function run(
  steps: readonly Step[],
  {
    isDryRun = false,
    signal = new AbortController().signal,
    patienceSeconds = 30,
    doubtSeconds = 5,
  } = {},
) {
  const events: Event[] = [];
  const report = {
    isJson: true,
    isVerbose: false,
    event: (event: Event) => void events.push(event),
    print: () => {},
  };
  const problem = await runSteps(steps, {
    ssh,
    report,
    isDryRun,
    signal,
    patienceSeconds,
    doubtSeconds,
    pollSeconds: 0.05,
  }).then(
    () => "",
    (error: Error) => error.message.split("\n").slice(0, -1).join("\n"),
  );
  const lines = events.map((event) => {
    if (event.event === "step") return `${event.host}: ${event.step} ${event.state}`;
    if (event.event === "command") return `${event.host} $ ${event.argv.join(" ")}`;
    return event.event;
  });
  return { lines, problem, events };
}

describe("steps", () => {
  it("do what is not done, and on the next run nothing", async () => {
    const steps = [touch("a", "one"), touch("a", "two")];
    expect((await run(steps)).lines).toEqual([
      "a: one started",
      "a: one done",
      "a: two started",
      "a: two done",
    ]);
    expect((await run(steps)).lines.filter((line) => !line.endsWith("started"))).toEqual([
      "a: one already",
      "a: two already",
    ]);
  });

  it("of several hosts run beside each other, and wait for what they come after", async () => {
    const seen: string[] = [];
    const slow = (step: Step): Step => ({
      ...step,
      async actions() {
        seen.push(`${step.host} begins`);
        await new Promise((resolve) => setTimeout(resolve, 100));
        seen.push(`${step.host} ends`);
        return step.actions();
      },
    });
    const steps = [
      slow(touch("b", "x")),
      slow(touch("c", "x")),
      slow(touch("d", "x", { after: ["b: x", "c: x"] })),
    ];
    expect((await run(steps)).problem).toBe("");
    expect(seen).toEqual(["b begins", "c begins", "b ends", "c ends", "d begins", "d ends"]);
  });

  it("are printed with their commands by a dry run, which changes nothing", async () => {
    const steps = [touch("a", "one"), touch("e", "x"), touch("e", "y", { after: ["e: x"] })];
    const secret: Step = {
      ...touch("e", "z"),
      actions: () =>
        fileActions(machine, "/etc/token", {
          secret: "the token of the cluster",
          read: () => {
            throw new Error("read in a dry run");
          },
        }),
    };
    const { lines, events } = await run([...steps, secret], { isDryRun: true });
    expect(lines).toEqual([
      "a: one already",
      `here $ touch ${join(directory, "e-x")}`,
      `here $ touch ${join(directory, "e-y")}`,
      "mgmt-cp-01 $ install -D -m 0644 /dev/stdin /etc/token.strata",
      "mgmt-cp-01 $ mv -- /etc/token.strata /etc/token",
    ]);
    expect(JSON.stringify(events)).toContain('"input":"<the token of the cluster>"');
    expect(existsSync(join(directory, "e-x"))).toBe(false);
  });

  it("that fail stop what has not begun, and all failures are told", async () => {
    const failing = (host: string): Step =>
      touch(host, "bad", { actions: () => [{ argv: ["sh", "-c", `echo ${host} >&2; exit 4`] }] });
    const { problem, lines } = await run([failing("f"), failing("g"), touch("f", "never")]);
    expect(problem).toBe(
      [
        `here: "sh -c $'echo f >&2; exit 4'" ended with code 4: f; correct that and run this again`,
        `here: "sh -c $'echo g >&2; exit 4'" ended with code 4: g; correct that and run this again`,
      ].join("\n"),
    );
    expect(lines.some((line) => line.includes("never"))).toBe(false);
  });

  it("that do not come true in time say where to look", async () => {
    const step = touch("h", "k3s answers", {
      isDone: async () => false,
      waitSeconds: 0.2,
      look: "ssh root@10.0.0.1 journalctl -u k3s",
    });
    expect((await run([step])).problem).toBe(
      'h: "k3s answers" did not come true in 0.2 s; look further with: ssh root@10.0.0.1 journalctl -u k3s',
    );
  });

  it("that take long say what they wait for", async () => {
    const step = touch("k", "pods talk", {
      isDone: async () => false,
      waitSeconds: 0.5,
      why: async () => "not Ready: one",
    });
    const { events, problem } = await run([step], { patienceSeconds: 0.1 });
    expect(events).toContainEqual({
      event: "note",
      host: "k",
      text: 'waits for "pods talk": not Ready: one',
    });
    expect(problem).toMatch(
      /^k: "pods talk" did not come true in 0\.5 s: not Ready: one; look further/,
    );
  });

  it("that cannot come true end at once, and those that may do not", async () => {
    let asked = 0;
    const step = touch("l", "joined", {
      isDone: async () => asked === 3,
      waitSeconds: 60,
      hopeless: async () => (asked++, undefined),
    });
    expect((await run([step], { doubtSeconds: 0.1 })).problem).toBe("");
    const lost = { ...step, name: "refused", isDone: async () => false };
    const why = async (): Promise<string> => "401 Unauthorized; correct the token";
    expect((await run([{ ...lost, hopeless: why }], { doubtSeconds: 0.1 })).problem).toBe(
      'l: "refused" cannot come true: 401 Unauthorized; correct the token',
    );
  });

  it("end with an interrupt, and nothing new begins", async () => {
    const interrupt = new AbortController();
    const slow = touch("i", "slow", { actions: () => [{ argv: ["sleep", "30"] }] });
    setTimeout(() => interrupt.abort(), 300);
    await expect(
      runSteps([slow, touch("i", "next")], {
        ssh,
        report: { isJson: true, isVerbose: false, event() {}, print() {} },
        isDryRun: false,
        signal: interrupt.signal,
      }),
    ).rejects.toThrow("aborted");
    expect(existsSync(join(directory, "i-next"))).toBe(false);
  });
});
