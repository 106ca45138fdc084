import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepKeys, knownKeys, readKnownHosts } from "../../../scripts/ssh/known-hosts.ts";
import { fileActions } from "../../../scripts/run/step.ts";
import { Ssh } from "../../../scripts/ssh/ssh.ts";
import type { SshServer } from "./ssh-server.ts";
import { makeKey, publicKey, startSshServer } from "./ssh-server.ts";
import { awkwardWords } from "./words.ts";

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

/** The message without its last line, which counts. */
async function problemOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => new Error("no problem"),
    (reason: Error) => reason,
  );
  return error.message.split("\n").slice(0, -1).join("\n");
}

describe("a program on a machine", () => {
  it("gets its arguments as they are, whatever stands in them", async () => {
    const argv = ["printf", "<%s>", ...awkwardWords];
    const printed = awkwardWords.map((word) => `<${word}>`).join("");
    expect(await ssh.run(server.machine, { argv })).toBe(printed);
  });

  it("reads its input to the end, or not at all", async () => {
    const input = "x".repeat(300_000);
    expect(await ssh.run(server.machine, { argv: ["cat"], input })).toBe(input);
    expect(await ssh.run(server.machine, { argv: ["cat"], input: "" })).toBe("");
    expect(await ssh.run(server.machine, { argv: ["true"], input })).toBe("");
    expect(await ssh.run(server.machine, { argv: ["cat"] })).toBe("");
  });

  it("gives its exit code, also that which ssh uses for itself", async () => {
    const argv = ["sh", "-c", "echo so; echo why >&2; exit 255"];
    expect(await ssh.try(server.machine, { argv })).toEqual({
      exitCode: 255,
      stdout: "so\n",
      stderr: "why\n",
      isLate: false,
    });
  });

  it("is named with what it said when it fails", async () => {
    const { user, address } = server.machine;
    const argv = ["sh", "-c", "echo first >&2; echo no space >&2; exit 3"];
    expect(await problemOf(ssh.run(server.machine, { argv }))).toBe(
      `mgmt-cp-01: "sh -c $'echo first >&2; echo no space >&2; exit 3'" ended with code 3: no space; correct that, or look there with: ssh ${user}@${address}`,
    );
  });

  it("is ended when its time is up, with what to run then", async () => {
    const { user, address } = server.machine;
    const late = ssh.run(server.machine, { argv: ["sleep", "30"], timeoutSeconds: 2 });
    expect(await problemOf(late)).toBe(
      `mgmt-cp-01: "sleep 30" did not end in 2 s; see what it waits for with: ssh ${user}@${address} ps -ef`,
    );
  });

  it("is ended by an interrupt", async () => {
    const interrupt = new AbortController();
    const other = new Ssh(server.files, interrupt.signal);
    const running = other.run(server.machine, { argv: ["sleep", "30"] });
    setTimeout(() => interrupt.abort(), 300);
    await expect(running).rejects.toThrow("aborted");
  });
});

describe("a machine", () => {
  it("without a known key is not talked to", async () => {
    const machine = { ...server.machine, name: "edge-pi-01" };
    expect(await problemOf(ssh.run(machine, { argv: ["true"] }))).toBe(
      "edge-pi-01: has no SSH host key in clusters/known_hosts (address 127.0.0.1); run: npm run trust -- edge-pi-01",
    );
  });

  it("with another key than the known one is not talked to", async () => {
    const knownHosts = join(server.directory, "others");
    makeKey(join(server.directory, "other"));
    keepKeys(knownHosts, server.machine, [publicKey(join(server.directory, "other.pub"))]);
    const other = new Ssh({ ...server.files, knownHosts, sockets: "/tmp" });
    const said = await problemOf(other.run(server.machine, { argv: ["true"] }));
    expect(said.replace(/SHA256:[\w+/]{43}/, "SHA256:…")).toBe(
      `mgmt-cp-01: shows another SSH host key at 127.0.0.1 than clusters/known_hosts has (SHA256:…): it was installed anew, or somebody stands between; compare it with "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub" on the machine itself, then run: npm run trust -- mgmt-cp-01 --replace`,
    );
  });

  it("that does not know the user's key says how to be let in", async () => {
    const other = new Ssh({
      ...server.files,
      sockets: "/tmp",
      identity: join(server.directory, "host"),
    });
    expect(await problemOf(other.run(server.machine, { argv: ["true"] }))).toBe(
      `mgmt-cp-01: does not let ${server.machine.user} in at 127.0.0.1 with the SSH keys of this computer; add your public key to ssh.publicKeys in clusters/site.ts and to authorized_keys there, or name the private one in STRATA_SSH_KEY`,
    );
  });

  it("that is off is named with its address", async () => {
    const machine = { ...server.machine, port: 1 };
    expect(await problemOf(ssh.run(machine, { argv: ["true"] }))).toBe(
      "mgmt-cp-01: does not answer at 127.0.0.1 port 1 (Connection refused); check that it is on and in the network: ping 127.0.0.1",
    );
  });
});

describe("known keys", () => {
  const home = { name: "a", address: "10.0.0.1", user: "root" };

  it("are kept by name, sorted, and replaced whole", () => {
    const path = join(server.directory, "kept");
    keepKeys(path, { ...home, name: "b", address: "10.0.0.2" }, ["ssh-ed25519 BBB"]);
    keepKeys(path, home, ["ssh-ed25519 AAA", "ssh-rsa AAA"]);
    keepKeys(path, home, ["ssh-ed25519 CCC"]);
    expect(readFileSync(path, "utf8")).toBe(
      "a,10.0.0.1 ssh-ed25519 CCC\nb,10.0.0.2 ssh-ed25519 BBB\n",
    );
    expect(knownKeys(readKnownHosts(path), home)).toEqual(["ssh-ed25519 CCC"]);
  });

  it("of another machine at the same address are dropped", () => {
    const path = join(server.directory, "moved");
    writeFileSync(path, "old,10.0.0.1 ssh-ed25519 OLD\n");
    keepKeys(path, home, ["ssh-ed25519 NEW"]);
    expect(readFileSync(path, "utf8")).toBe("a,10.0.0.1 ssh-ed25519 NEW\n");
  });

  it("may be none yet", () => {
    expect(readKnownHosts(join(server.directory, "nowhere"))).toBe("");
  });
});

describe("a file on a machine", () => {
  it("is there with its content and mode, in a folder of its own", async () => {
    const path = join(server.directory, "new folder", "it's");
    for (const input of ["old\n", "a\n$b\n"]) {
      for (const { argv, input: given } of fileActions(server.machine, path, input, "0600"))
        await ssh.run(server.machine, { argv, ...(given && { input: given as string }) });
    }
    expect(readFileSync(path, "utf8")).toBe("a\n$b\n");
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});
