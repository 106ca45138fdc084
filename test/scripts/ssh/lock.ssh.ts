import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Lock } from "../../../scripts/ssh/lock.ts";
import { lock, lockAll } from "../../../scripts/ssh/lock.ts";
import { Ssh } from "../../../scripts/ssh/ssh.ts";
import type { SshServer } from "./ssh-server.ts";
import { startSshServer } from "./ssh-server.ts";

let server: SshServer;
let ssh: Ssh;
beforeAll(async () => {
  server = await startSshServer();
  ssh = new Ssh(server.files);
});
afterAll(async () => {
  await ssh.close();
  server.stop();
});

function take(purpose: string, silenceSeconds = 60): Promise<Lock> {
  return lock(ssh, server.machine, purpose, { path: `${server.directory}/lock`, silenceSeconds });
}

/** Freed by the kernel a moment after its holder's end. */
async function takeSoon(purpose: string): Promise<Lock> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await take(purpose);
    } catch (error) {
      if (attempt === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}

/** A process of its own that holds the lock, runs a program there, and prints why it lost it. */
async function startHolder(
  purpose: string,
  silenceSeconds: number,
  argv: readonly string[] = ["true"],
): Promise<ChildProcess> {
  const from = (name: string): string =>
    JSON.stringify(new URL(`../../../scripts/ssh/${name}`, import.meta.url).href);
  const [files, machine] = [server.files, server.machine].map((one) => JSON.stringify(one));
  const options = JSON.stringify({ path: `${server.directory}/lock`, silenceSeconds });
  const program = `
    import { lock } from ${from("lock.ts")};
    import { Ssh } from ${from("ssh.ts")};
    const ssh = new Ssh(${files});
    const held = await lock(ssh, ${machine}, "${purpose}", ${options});
    void ssh.try(${machine}, { argv: ${JSON.stringify(argv)} });
    held.signal.addEventListener("abort", () => console.log(held.signal.reason.message));
    console.log("held");
    setInterval(() => {}, 1000);`;
  const args = [...process.execArgv, "--input-type=module", "--eval", program];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

/** Their ids, by what stands in their command lines. */
function processesWith(text: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").includes(text);
      } catch {
        return false; // It has ended meanwhile.
      }
    })
    .map(Number);
}

describe("the lock of a machine", () => {
  it("refuses a second run with who has it and since when, until the first ends", async () => {
    const first = await take("bootstrap management");
    await expect(take("vm apply management")).rejects.toThrow(
      /^mgmt-cp-01: is in use by "bootstrap management, started by \S+ on \S+ at \d{4}-\d\d-\d\dT[\d:.]+Z"; wait until that has ended, or end it there\n/,
    );
    expect(first.signal.aborted).toBe(false);
    await first.release();
    await (await take("vm apply management")).release();
    expect(first.signal.aborted).toBe(false);
  });

  it("is free when the one who holds it was killed", async () => {
    const holder = await startHolder("killed", 60);
    await expect(take("second")).rejects.toThrow("is in use by");
    holder.kill("SIGKILL");
    await (await takeSoon("second")).release();
  });

  it("waits for what the one who was killed had begun there", async () => {
    const holder = await startHolder("killed", 60, ["sleep", "314"]);
    // The client here, and over there what locks and what is run.
    const begun = (): number[] => processesWith("sleep 314");
    await expect.poll(() => begun().length, { timeout: 60_000 }).toBe(3);
    holder.kill("SIGKILL");
    await once(holder, "exit");
    const path = `${server.directory}/lock`;
    const said = await new Promise<string>((resolve, reject) => {
      const onWait = (): void => {
        resolve("waits");
        for (const pid of begun()) process.kill(pid);
      };
      lock(ssh, server.machine, "next", { path, onWait }).then((next) => next.release(), reject);
    });
    expect(said).toBe("waits");
    await (await takeSoon("last")).release();
  });

  it("does not wait for a service that a command has left running", async () => {
    const argv = ["sh", "-c", "sleep 31.4 >/dev/null 2>&1 & echo $!"];
    const first = await take("first");
    const pid = Number(await ssh.run(server.machine, { argv }));
    await first.release();
    await (await take("second")).release();
    process.kill(pid);
  });

  it("goes to the next while its holder sleeps, who is told when it wakes", async () => {
    const holder = await startHolder("asleep", 2);
    holder.kill("SIGSTOP");
    const next = await takeSoon("next");
    holder.kill("SIGCONT");
    const [said] = (await once(holder.stdout!, "data")) as [Buffer];
    expect(said.toString()).toMatch(
      /^mgmt-cp-01: its lock was lost to "next, started by .+"; run this again, it goes on where it was\n/,
    );
    await next.release();
    holder.kill("SIGKILL");
  });

  it("is taken again after a break, as when the machine starts again", async () => {
    const first = await take("first");
    for (const pid of processesWith(`${server.directory}/lock first, started by`))
      process.kill(pid, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 5000));
    expect(first.signal.aborted).toBe(false);
    await expect(take("second")).rejects.toThrow('is in use by "first, ');
    await first.release();
  });

  it("that cannot be taken says why", async () => {
    const { user, address } = server.machine;
    const options = { path: `${server.directory}/no/lock` };
    await expect(lock(ssh, server.machine, "one", options)).rejects.toThrow(
      `mgmt-cp-01: cannot be locked: strata: line 1: ${options.path}: No such file or directory; look there with: ssh ${user}@${address} df /run\n`,
    );
  });

  it("is taken on all machines or on none", async () => {
    const off = { ...server.machine, name: "z-off", port: 1 };
    const path = `${server.directory}/lock`;
    await expect(lockAll(ssh, [off, server.machine], "both", () => ({ path }))).rejects.toThrow(
      "z-off: does not answer",
    );
    await (await take("next")).release();
  });
});
