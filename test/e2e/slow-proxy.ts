import type { Server, Socket } from "node:net";
import { connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Stands before a server and has its answers arrive later, in the order in which they were given: each piece by so many
 * milliseconds as `delay` says. Returns once it listens.
 */
export async function startSlowProxy(
  server: { readonly host: string; readonly port: number },
  listen: { readonly host: string; readonly port: number },
  delay: () => number,
): Promise<Server> {
  const proxy = createServer((client) => {
    const target = connect(server);
    client.pipe(target);
    forwardSlowly(target, client, delay);
    for (const [one, other] of [
      [client, target],
      [target, client],
    ] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => proxy.listen(listen, resolve));
  return proxy;
}

function forwardSlowly(from: Socket, to: Socket, delay: () => number): void {
  let before: Promise<unknown> = Promise.resolve();
  from.on("data", (piece) => {
    const due = sleep(delay());
    // Timers alone would not keep two pieces of the same moment in order.
    before = Promise.all([before, due]).then(() => to.writable && to.write(piece));
  });
}
