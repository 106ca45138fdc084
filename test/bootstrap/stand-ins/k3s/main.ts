import { runAgent } from "./agent.ts";
import { fatal } from "./log.ts";
import { runServer } from "./server.ts";
import { Settings } from "./settings.ts";
import { runSnapshot, runToken, secretsStatus } from "./tools.ts";

// What k3s does on a test host. Arguments: the version that it stands in for, then those of k3s.
const [version = "", command = "", ...args] = process.argv.slice(2);
const commands: Readonly<Record<string, (settings: Settings) => Promise<void> | void>> = {
  server: (settings) => runServer(settings, version),
  agent: (settings) => runAgent(settings, version),
  "etcd-snapshot": (settings) => runSnapshot(settings),
  "secrets-encrypt": (settings) => secretsStatus(settings),
  token: () => runToken(),
};
const run = commands[command];
if (!run) fatal(`No help topic for '${command}'`);
await run(new Settings(command, args));
