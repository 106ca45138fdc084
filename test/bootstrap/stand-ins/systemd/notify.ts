import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";

/** Node has no datagram sockets of the local kind; Perl is on every Debian machine. */
const listener = `use Socket; $| = 1; unlink $ARGV[0];
socket(S, PF_UNIX, SOCK_DGRAM, 0) && bind(S, pack_sockaddr_un($ARGV[0])) or die $!;
while (defined recv(S, my $text, 4096, 0)) { print "$text\\n" }`;

/** Hears what a service of type notify says (sd_notify(3)). */
export class Notifications {
  readonly environment: Readonly<Record<string, string>>;
  readonly ready: Promise<"ready">;
  readonly #process: ChildProcess;

  constructor(unit: string) {
    mkdirSync("/run/systemd/notify", { recursive: true });
    const socket = `/run/systemd/notify/${unit}`;
    this.environment = { NOTIFY_SOCKET: socket };
    this.#process = spawn("perl", ["-e", listener, socket], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.ready = new Promise((resolve) => {
      this.#process.stdout!.on("data", (text: Buffer) => {
        if (/^READY=1$/m.test(text.toString())) resolve("ready");
      });
    });
  }

  close(): void {
    this.#process.kill("SIGKILL");
  }
}
