import { readFileSync } from "node:fs";
import type { Orders } from "./supervisor.ts";
import { Supervisor } from "./supervisor.ts";

// A program of its own: `forward start` leaves it running in the background, with its orders on standard input.
const supervisor = new Supervisor(JSON.parse(readFileSync(0, "utf8")) as Orders);
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    supervisor.stop();
    process.exit(0);
  });
}
supervisor.start();
