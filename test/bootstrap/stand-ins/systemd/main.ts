import { spawnSync } from "node:child_process";
import { createServer } from "node:net";
import type { Reply } from "./manager.ts";
import { Manager } from "./manager.ts";
import type { Request } from "./protocol.ts";
import { restartCode, socketPath } from "./protocol.ts";

// The manager of a test host's units, for as long as the host is on.
const manager = new Manager();
const verbs: Readonly<Record<string, (units: readonly string[]) => Reply | Promise<Reply>>> = {
  start: (units) => manager.start(units),
  stop: (units) => manager.stop(units),
  restart: (units) => manager.restart(units),
  "daemon-reload": () => manager.daemonReload(),
  enable: (units) => manager.enable(units),
  disable: (units) => manager.disable(units),
  "is-active": (units) => manager.isActive(units),
  "is-failed": (units) => manager.isFailed(units),
  "is-enabled": (units) => manager.isEnabled(units),
  status: (units) => manager.status(units),
  show: (units) => manager.show(units),
  reboot: () => leave(restartCode),
  poweroff: () => leave(0),
};

createServer({ allowHalfOpen: true }, (socket) => {
  let text = "";
  socket.on("error", () => {});
  socket.on("data", (part) => (text += part.toString()));
  socket.on("end", () => {
    const { verb, units, isNoBlock } = JSON.parse(text) as Request;
    const action = verbs[verb];
    const reply = Promise.resolve(
      action?.(units) ?? { error: `Unknown command verb ${verb}.`, code: 1 },
    );
    void (isNoBlock ? Promise.resolve({}) : reply).then((one) => socket.end(JSON.stringify(one)));
  });
}).listen(socketPath);

// As systemd-sysctl.service does.
spawnSync("sysctl", ["--system"], { stdio: "ignore" });
// What fstab marks nofail may be absent.
spawnSync("mount", ["--all"], { stdio: "inherit" });
await manager.boot();

function leave(code: number): Reply {
  setTimeout(() => process.exit(code), 100);
  return {};
}
