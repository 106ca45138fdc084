import { fleet } from "../fleet/shipped.ts";
import { requireOne } from "../run/options.ts";
import type { ContextOf } from "../run/command.ts";
import { defineCommand, runCommand } from "../run/command.ts";
import { ask } from "../run/confirm.ts";
import { failure } from "../tell/failure.ts";
import { keepKeys, knownKeys, readKnownHosts } from "../ssh/known-hosts.ts";
import { machineNamed } from "../ssh/machine.ts";
import { runProgram } from "../process/program.ts";

const usage = defineCommand({
  command: "trust",
  forms: {
    MACHINE:
      "show the SSH host key of a machine and, when you say so, keep it in clusters/known_hosts",
  },
  options: {
    fingerprint: {
      type: "string",
      value: "SHA256:...",
      means: "the key that it must be, instead of a question",
    },
    replace: { type: "boolean", means: "although another key is known" },
  },
  examples: ["home-1", "home-1 --replace"],
});

await runCommand(usage, async (context) => {
  await trust(context, requireOne(context.words, "machine", usage));
});

async function trust(
  { ssh, values, signal, report, isDryRun }: ContextOf<typeof usage>,
  name: string,
): Promise<void> {
  const machine = machineNamed(fleet, name, "trust");
  const { knownHosts } = ssh.files;
  const key = await offeredKey(machine.address, name, signal);
  const known = knownKeys(readKnownHosts(knownHosts), machine);
  if (known.includes(key)) return report.print(`${name}: its key is known already`);
  const fingerprint = await fingerprintOf(key);
  if (known.length > 0 && values.replace !== true) {
    const message = `shows another key (${fingerprint}) than clusters/known_hosts has; when it was installed anew: npm run trust -- ${name} --replace`;
    throw failure(name, message);
  }
  report.print(
    `${name} at ${machine.address} shows the key ${fingerprint}.\nOn the machine itself this prints it: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`,
  );
  if (isDryRun) return;
  await requireWanted(name, fingerprint, values.fingerprint, signal);
  keepKeys(knownHosts, machine, [key]);
  report.print(`${name}: kept in clusters/known_hosts; commit it`);
}

async function requireWanted(
  name: string,
  fingerprint: string,
  given: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (given === fingerprint) return;
  if (given !== undefined)
    throw failure(
      name,
      `shows the key ${fingerprint}, not ${given}; somebody stands between, or the wrong machine answers`,
    );
  if (!process.stdin.isTTY)
    throw failure(
      name,
      `shows the key ${fingerprint}; when that is right: --fingerprint ${fingerprint}`,
    );
  const answer = await ask("Is it the same there? (yes/no) ", signal);
  if (answer !== "yes") throw failure(name, `"${answer}" was typed; nothing was changed`);
}

async function offeredKey(address: string, name: string, signal: AbortSignal): Promise<string> {
  const argv = ["ssh-keyscan", "-T", "10", "-t", "ed25519", address];
  const { stdout } = await runProgram({ argv, timeoutSeconds: 20, signal });
  const key = stdout
    .split("\n")
    .find((line) => line.includes(" ssh-ed25519 "))
    ?.split(" ")
    .slice(1, 3)
    .join(" ");
  if (key) return key;
  const message = `shows no SSH host key of type ed25519 at ${address}; check that it is on and runs an SSH server: ping ${address}`;
  throw failure(name, message);
}

async function fingerprintOf(key: string): Promise<string> {
  const argv = ["ssh-keygen", "-l", "-f", "-"];
  const { stdout } = await runProgram({ argv, input: `${key}\n` });
  return stdout.split(" ")[1]!;
}
