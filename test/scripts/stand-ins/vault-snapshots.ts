import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/** Vault's snapshots of Raft (its docs: api-docs/system/storage/raft), for who brings the token. */
export class VaultSnapshots {
  readonly token = "hvs.secret";
  /** What it gives out. */
  readonly held: Buffer;
  /** What it was given last. */
  restored: Buffer | undefined;
  readonly #server: Server;

  private constructor(held: Buffer) {
    this.held = held;
    this.#server = createServer((request, response) => {
      void buffer(request).then((body) => {
        if (request.headers["x-vault-token"] !== this.token) return response.writeHead(403).end();
        const call = `${request.method} ${request.url}`;
        if (call === "GET /v1/sys/storage/raft/snapshot") return response.end(this.held);
        if (call !== "POST /v1/sys/storage/raft/snapshot-force")
          return response.writeHead(404).end();
        this.restored = body;
        return response.writeHead(204).end();
      });
    });
  }

  static async start(held: Buffer, address = "127.0.0.1"): Promise<VaultSnapshots> {
    const started = new VaultSnapshots(held);
    await new Promise<void>((resolve) => started.#server.listen(0, address, resolve));
    return started;
  }

  get url(): string {
    const { address, port } = this.#server.address() as AddressInfo;
    return `http://${address}:${port}`;
  }

  stop(): void {
    this.#server.close();
  }
}
