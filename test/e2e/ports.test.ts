import { createServer } from "node:net";
import { expect, it } from "vitest";
import { freePort } from "./ports.ts";

it("hands out each port once, and none that is taken", async () => {
  const before = await freePort();
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(before + 1, "127.0.0.1", resolve));

  const ports = await Promise.all(Array.from({ length: 20 }, freePort));

  expect(new Set(ports).size).toBe(20);
  expect(ports).not.toContain(before);
  expect(ports).not.toContain(before + 1);
  server.close();
});
