import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Lock } from "../../../scripts/run/lock.ts";
import { lock, lockAll } from "../../../scripts/run/lock.ts";
import { Ssh } from "../../../scripts/run/ssh.ts";
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
    const program = `
      import { lock } from ${JSON.stringify(new URL("../../../scripts/run/lock.ts", import.meta.url).href)};
      import { Ssh } from ${JSON.stringify(new URL("../../../scripts/run/ssh.ts", import.meta.url).href)};
      const options = { path: ${JSON.stringify(`${server.directory}/lock`)} };
      await lock(new Ssh(${JSON.stringify(server.files)}), ${JSON.stringify(server.machine)}, "killed", options);
      console.log("held");
      setInterval(() => {}, 1000);`;
    const args = [...process.execArgv, "--input-type=module", "--eval", program];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    await expect(take("second")).rejects.toThrow("is in use by");
    child.kill("SIGKILL");
    await (await takeSoon("second")).release();
  });

  it("is lost when the holder is silent, and says so", async () => {
    const silent = await take("silent", 1);
    const beats = setInterval(() => {}, 10);
    // The heart beats four times as often as it must: the holder is stopped instead.
    const stopped = Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2500);
    clearInterval(beats);
    expect(stopped).toBe("timed-out");
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(silent.signal.aborted).toBe(true);
    expect((silent.signal.reason as Error).message).toContain(
      "mgmt-cp-01: the connection that held its lock broke off; run this again, it goes on where it was",
    );
    await (await take("next")).release();
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
    await expect(lockAll(ssh, [off, server.machine], "both", { path })).rejects.toThrow(
      "z-off: does not answer",
    );
    await (await take("next")).release();
  });
});
