import { spawn } from "node:child_process";
import { createServer, request } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { follow, send } from "../../../scripts/http/client.ts";
import { ConnectionFailure } from "../../../scripts/http/failure.ts";

/** What was asked, with the header that says so. */
const asked: string[] = [];
const proxied: string[] = [];

const server = createServer((message, response) => {
  asked.push(`${message.method} ${message.url} ${message.headers.authorization ?? "nobody"}`);
  if (message.url === "/away") response.writeHead(302, { location: "/here" }).end();
  else if (message.url!.startsWith("/round"))
    response.writeHead(302, { location: "/round?token=y" }).end();
  else if (message.url === "/silent") return;
  else response.end("here");
});

/** As RFC 9112 has it for http: the whole URL is the target of the request. */
const proxy = createServer((message, response) => {
  proxied.push(message.url!);
  const { method, headers } = message;
  request(message.url!, { method, headers }, (answer) => answer.pipe(response)).end();
});

let url = "";
const listen = (one: Server): Promise<string> =>
  new Promise((resolve) => {
    one.listen(0, "127.0.0.1", () =>
      resolve(`http://127.0.0.1:${(one.address() as AddressInfo).port}`),
    );
  });

beforeAll(async () => {
  url = await listen(server);
});

afterAll(() => {
  for (const one of [server, proxy]) {
    one.close();
    one.closeAllConnections();
  }
});

const patience = { timeoutSeconds: 5 };

describe("an answer", () => {
  it("is followed to where it leads, and each server is sent what is meant for it", async () => {
    const { body } = await follow(new URL(`${url}/away`), ({ pathname }) =>
      pathname === "/away" ? { ...patience, headers: { authorization: "me" } } : patience,
    );

    expect(body.toString()).toBe("here");
    expect(asked).toEqual(["GET /away me", "GET /here nobody"]);
  });

  it("that leads round for ever, or does not come, is a failure with its place", async () => {
    await expect(follow(new URL(`${url}/round?token=x`), () => patience)).rejects.toThrow(
      `${url}/round redirects more than 5 times; check its URL`,
    );
    const silent = send(new URL(`${url}/silent`), { timeoutSeconds: 0.2 });
    await expect(silent).rejects.toThrow(`${url}/silent said nothing for 0.2 s; try again later`);
    await expect(silent).rejects.toThrow(ConnectionFailure);
  });
});

describe("the proxy of the environment", () => {
  const client = new URL("../../../scripts/http/client.ts", import.meta.url).href;
  const ask = async (env: Readonly<Record<string, string>>): Promise<string> => {
    const program = `import { send } from "${client}";
      const { body } = await send(new URL("${url}/here"), { timeoutSeconds: 5 });
      process.stdout.write(body);`;
    const argv = [...process.execArgv, "--input-type=module", "--eval", program];
    const child = spawn(process.execPath, argv, { env: { ...process.env, ...env } });
    child.stderr.pipe(process.stderr);
    return text(child.stdout);
  };

  it("is asked, but for what NO_PROXY names", async () => {
    const env = { HTTP_PROXY: await listen(proxy), NO_PROXY: "" };

    expect(await ask(env)).toBe("here");
    expect(proxied).toEqual([`${url}/here`]);
    expect(await ask({ ...env, NO_PROXY: "127.0.0.1" })).toBe("here");
    expect(proxied).toHaveLength(1);
  });
});
