import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readKubeconfig } from "./kubeconfig.ts";

let directory: string;
let file: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "kubeconfig-"));
  file = join(directory, "config");
});

afterEach(() => rmSync(directory, { recursive: true }));

const base64 = (text: string): string => Buffer.from(text).toString("base64");

function write(user: object, current = "k3d-test"): void {
  const cluster = {
    server: "https://0.0.0.0:6550",
    "certificate-authority-data": base64("authority"),
  };
  const context = { cluster: "k3d-test", user: "admin@k3d-test" };
  const config = {
    "current-context": current,
    contexts: [{ name: "k3d-test", context }],
    clusters: [{ name: "k3d-test", cluster }],
    users: [{ name: "admin@k3d-test", user }],
  };
  writeFileSync(file, JSON.stringify(config));
}

describe("readKubeconfig", () => {
  it("reads a client certificate, as k3d and kind write it", () => {
    write({ "client-certificate-data": base64("cert"), "client-key-data": base64("key") });
    expect(readKubeconfig(file)).toEqual({
      url: "https://0.0.0.0:6550",
      ca: "authority",
      credentials: { token: undefined, cert: "cert", key: "key" },
    });
  });

  it("reads a token", () => {
    write({ token: "secret" });
    expect(readKubeconfig(file).credentials).toMatchObject({ token: "secret" });
  });

  it("refuses a user whom a program has to let in", () => {
    write({ exec: { command: "aws" } });
    expect(() => readKubeconfig(file)).toThrow(
      `${file}: context "k3d-test" has no server, certificate authority and token or client certificate inside; write it with: kubectl config view --minify --flatten --raw`,
    );
  });

  it("refuses a context that is not there", () => {
    write({ token: "secret" }, "other");
    expect(() => readKubeconfig(file)).toThrow(
      `${file}: current-context is "other", which it does not have; set one with: kubectl config use-context`,
    );
  });

  it("says that there is no such file", () => {
    expect(() => readKubeconfig(file)).toThrow(
      `${file}: is not there; write it with: k3d kubeconfig get NAME`,
    );
  });
});
