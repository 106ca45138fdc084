import { createServer } from "node:net";

/** Below what Linux and macOS give to outgoing connections: nobody takes a port while its program is restarted. */
const [first, last] = [20000, 32000];

/** Runs that start at once begin to look in different places. */
let next = first + ((process.pid * 97) % (last - first));

/** A port of loopback that nothing listens on; each is handed out once. */
export async function freePort(): Promise<number> {
  for (let tried = first; tried <= last; tried += 1) {
    const port = next >= last ? first : next + 1;
    next = port;
    if (await isFree(port)) return port;
  }
  throw new Error(`every port from ${first} to ${last} is taken`);
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
