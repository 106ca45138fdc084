import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import type { Socket } from "node:net";
import { createServer as createPlainServer } from "node:net";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { issueCertificate } from "./authority.ts";
import { freePort } from "./ports.ts";
import { Proxy } from "./proxy.ts";

const host = "charts.example.com";
let directory: string;
let proxy: Proxy;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "proxy-"));
  proxy = await Proxy.start();
});

afterEach(() => {
  proxy.close();
  rmSync(directory, { recursive: true });
});

/** What the proxy answers, and the way to the other side. */
function ask(target: string): Promise<{ response: IncomingMessage; socket: Socket }> {
  return new Promise((resolve, reject) => {
    request(proxy.url, { method: "CONNECT", path: target })
      .on("connect", (response, socket) => resolve({ response, socket }))
      .on("error", reject)
      .end();
  });
}

describe("Proxy", () => {
  it("leads a name to a port of this computer, whose certificate is that of the name", async () => {
    const { ca, ...certificate } = issueCertificate(directory, [host]);
    const server = createServer(certificate, (_, response) => response.end("here"));
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    proxy.lead(`${host}:443`, port);

    const { response, socket } = await ask(`${host}:443`);
    expect(response.statusCode).toBe(200);
    const secure = connectTls({ socket, ca, servername: host });
    secure.write(`GET / HTTP/1.1\r\nhost: ${host}\r\nconnection: close\r\n\r\n`);
    let text = "";
    for await (const part of secure) text += String(part);
    expect(text).toContain("here");
    server.close();
  });

  it("leads nowhere else", async () => {
    const { response } = await ask("github.com:443");
    expect(response.statusCode).toBe(403);
  });

  it("is understood by git, which sees no other server", async () => {
    const env = { ...process.env, HTTPS_PROXY: proxy.url, GIT_TERMINAL_PROMPT: "0" };
    const asked = promisify(execFile)("git", ["ls-remote", "https://github.com/git/git"], { env });
    await expect(asked).rejects.toMatchObject({ stderr: expect.stringContaining("403") as string });
  });

  it("closes what is open", async () => {
    const server = createPlainServer();
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    proxy.lead(`${host}:443`, port);
    const { socket } = await ask(`${host}:443`);
    const end = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    proxy.close();
    socket.resume();
    await end;
    await expect(ask(`${host}:443`)).rejects.toThrow("ECONNREFUSED");
    server.close();
  });
});
