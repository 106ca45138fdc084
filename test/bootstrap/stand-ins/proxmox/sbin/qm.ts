import type { Arguments } from "../arguments.ts";
import { readArguments } from "../arguments.ts";
import { configureCommands } from "../commands/configure.ts";
import { guestCommands } from "../commands/guest.ts";
import { lifecycleCommands } from "../commands/lifecycle.ts";
import { showCommands } from "../commands/show.ts";
import { endWith, Refusal } from "../failure.ts";
import { isOption } from "../schema.ts";

// qm(1): commands, options, messages and exit codes are those of its manual and its source.
type Command = (given: Arguments) => Promise<void> | void;

const all: Readonly<Record<string, Command>> = {
  ...configureCommands,
  ...lifecycleCommands,
  ...showCommands,
  "disk import": configureCommands.importdisk,
  "disk resize": configureCommands.resize,
  "disk unlink": configureCommands.unlink,
  "guest exec": guestCommands.exec,
  "guest cmd": guestCommands.cmd,
  agent: guestCommands.cmd,
  // The drive is written anew at each start here.
  "cloudinit update": () => {},
};

/** Options beside those of the machine itself. */
const more: Readonly<Record<string, readonly string[]>> = {
  create: ["pool", "start", "storage", "force", "unique", "archive", "import-working-storage"],
  set: ["delete", "digest", "force", "revert", "skiplock", "background_delay"],
  clone: ["name", "full", "storage", "format", "description", "pool", "target", "snapname"],
  template: ["disk"],
  resize: ["digest", "skiplock"],
  "disk resize": ["digest", "skiplock"],
  importdisk: ["format", "target-disk"],
  "disk import": ["format", "target-disk"],
  unlink: ["idlist", "force"],
  "disk unlink": ["idlist", "force"],
  start: ["skiplock", "timeout", "machine", "force-cpu"],
  stop: ["skiplock", "timeout", "keepActive", "overrule-shutdown"],
  shutdown: ["skiplock", "timeout", "forceStop", "keepActive"],
  reboot: ["timeout"],
  destroy: ["purge", "destroy-unreferenced-disks", "skiplock"],
  snapshot: ["description", "vmstate"],
  rollback: ["start"],
  delsnapshot: ["force"],
  status: ["verbose"],
  list: ["full"],
  config: ["current", "snapshot"],
  wait: ["timeout"],
  "guest exec": ["synchronous", "timeout", "pass-stdin"],
};

await endWith(async () => {
  const args = process.argv.slice(2);
  const isTwo = ["disk", "guest", "cloudinit"].includes(args[0] ?? "");
  const name = args.splice(0, isTwo ? 2 : 1).join(" ");
  const command = all[name];
  if (!command)
    throw new Refusal(`ERROR: unknown command '${name}'\nUSAGE: qm <COMMAND> [ARGS] [OPTIONS]`);
  const takesOptions = name === "create" || name === "set";
  const isKnown = (option: string): boolean =>
    (more[name] ?? []).includes(option) || (takesOptions && isOption(option));
  await command(readArguments(args, isKnown, `qm ${name} <vmid> [OPTIONS]`));
});
