import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { connect } from "node:net";
import type { Duplex } from "node:stream";

/** An HTTP proxy that leads known targets to ports of this computer, and nobody anywhere else. */
export class Proxy {
  readonly url: string;
  readonly #server: Server;
  readonly #ports = new Map<string, number>();
  readonly #open = new Set<Duplex>();

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on("connect", (request, client, head) => this.#connect(request.url ?? "", client, head));
  }

  static async start(): Promise<Proxy> {
    const server = createServer((_, response) => response.writeHead(403).end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Proxy(server);
  }

  /** From now on `target`, as `<host>:<port>`, is this port. */
  lead(target: string, port: number): void {
    this.#ports.set(target, port);
  }

  close(): void {
    for (const stream of this.#open) stream.destroy();
    this.#server.close();
  }

  #connect(target: string, client: Duplex, head: Buffer): void {
    const port = this.#ports.get(target);
    this.#keep(client);
    if (port === undefined) return void client.end("HTTP/1.1 403 Forbidden\r\n\r\n");
    const server: Socket = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      server.write(head);
      server.pipe(client).pipe(server);
    });
    this.#keep(server);
    // Where one side ends badly, the other has to know.
    server.on("close", () => client.destroy());
    client.on("close", () => server.destroy());
  }

  #keep(stream: Duplex): void {
    this.#open.add(stream);
    stream.on("error", () => stream.destroy());
    stream.on("close", () => this.#open.delete(stream));
  }
}
