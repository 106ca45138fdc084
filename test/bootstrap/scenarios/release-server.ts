import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { k3sProgram } from "../hosts/releases.ts";

/** Serves releases of k3s as GitHub does: the programs by version and name, and their checksums. */
export class ReleaseServer {
  /** What `downloads.k3s` is in the data. */
  readonly url: string;
  /** Answers with this status instead, as a server in trouble. */
  failWith: number | undefined;
  readonly #server: Server;

  private constructor(server: Server, address: string) {
    this.#server = server;
    this.url = `http://${address}:${(server.address() as AddressInfo).port}`;
  }

  /** On this address of the operator's computer, which the hosts reach; `programOf` a version. */
  static async start(address: string, programOf = k3sProgram): Promise<ReleaseServer> {
    const server = createServer((request, response) => {
      const [, version = "", file = ""] = decodeURIComponent(request.url ?? "").split("/");
      const program = programOf(version);
      const sum = sumOf(program);
      const texts: Readonly<Record<string, string>> = {
        k3s: program,
        "k3s-arm64": program,
        "sha256sum-amd64.txt": `${sum}  k3s\n`,
        "sha256sum-arm64.txt": `${sum}  k3s-arm64\n`,
      };
      const text = texts[file];
      const status = started.failWith ?? (text === undefined ? 404 : 200);
      response.writeHead(status).end(status === 200 ? text : "");
    });
    await new Promise<void>((resolve) => server.listen(0, address, resolve));
    const started = new ReleaseServer(server, address);
    return started;
  }

  /**
   * What of the data leads machines here, as fields of `downloads`: others on the way could change what comes, so that
   * the data says the sums.
   */
  fieldsOf(...versions: readonly string[]): string {
    const sums = versions.map((version) => {
      const sum = sumOf(k3sProgram(version));
      return [version, { amd64: sum, arm64: sum }];
    });
    return `k3s: "${this.url}", k3sSums: ${JSON.stringify(Object.fromEntries(sums))}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

function sumOf(program: string): string {
  return createHash("sha256").update(program).digest("hex");
}
