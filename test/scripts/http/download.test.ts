import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publishedSum } from "../../../scripts/http/download.ts";

const sum = "a".repeat(64);
const texts: Readonly<Record<string, string>> = {
  "/sums": `${"b".repeat(64)}  k3s-airgap-images.tar\n${sum}  k3s\n`,
  "/binary": `${sum} *k3s\n`,
  "/odd": "not-a-sum  k3s\n",
};
const server = createServer((request, response) => {
  const text = texts[request.url!];
  response.writeHead(text === undefined ? 404 : 200).end(text);
});
let base = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => void server.close());

describe("a published checksum", () => {
  it.each(["/sums", "/binary"])("is that of the file in %s, and of no other", async (path) => {
    expect(await publishedSum(`${base}${path}`, "k3s")).toBe(sum);
  });

  it.each([
    ["/sums", "k3s-arm64", "lists no checksum of k3s-arm64; correct the address in clusters/"],
    ["/odd", "k3s", "lists no checksum of k3s; correct the address in clusters/"],
    ["/gone", "k3s", "answered 404; check that this version is published"],
  ])("that is not in %s is named", async (path, file, message) => {
    await expect(publishedSum(`${base}${path}`, file)).rejects.toThrow(
      `${base}${path}: ${message}\n`,
    );
  });

  it("of a server that does not answer says so", async () => {
    await expect(publishedSum("http://127.0.0.1:1/sums", "k3s")).rejects.toThrow(
      "http://127.0.0.1:1/sums: refuses the connection; check the address in clusters/ and the network of this computer\n",
    );
  });
});
