import { describe, expect, it } from "vitest";
import { isKubectl, onceBack } from "../../../scripts/process/away.ts";

/** What kubectl says, run by run. */
function saying(...words: readonly string[]) {
  let runs = 0;
  const run = async () => {
    const stderr = words[Math.min(runs, words.length - 1)]!;
    runs += 1;
    return { exitCode: stderr === "" ? 0 : 1, stdout: "", stderr, isLate: false };
  };
  return { run, runs: () => runs };
}

const refused =
  "The connection to the server 192.168.1.40:6443 was refused - did you specify the right host or port?";

describe("an API server that is away", () => {
  it.each([
    'error: Get "https://127.0.0.1:6443/api/v1/nodes?limit=500": dial tcp 127.0.0.1:6443: connect: connection refused - error from a previous attempt: unexpected EOF',
    "Unable to connect to the server: net/http: TLS handshake timeout",
    "Error from server: etcdserver: leader changed",
    "Error from server (ServiceUnavailable): the server is currently unable to handle the request",
    'error: error validating "STDIN": error validating data: Get "https://192.168.1.70:6443/openapi/v2?timeout=30s": net/http: request canceled (Client.Timeout exceeded while awaiting headers)',
  ])("is asked again: %s", async (words) => {
    const kubectl = saying(words, "");
    expect((await onceBack(kubectl.run)).exitCode).toBe(0);
    expect(kubectl.runs()).toBe(2);
  });

  it("is asked for as long as a step may take, and no longer", async () => {
    const kubectl = saying("Unable to connect to the server: unexpected EOF");
    expect((await onceBack(kubectl.run, undefined, 0)).exitCode).toBe(1);
    expect(kubectl.runs()).toBe(1);
  });

  it.each([
    'Error from server (NotFound): nodes "prod-worker-04" not found',
    "Unable to connect to the server: dial tcp 192.168.1.46:6443: connect: no route to host",
  ])("is told from one that answers, or is none: %s", async (words) => {
    const kubectl = saying(words, "");
    expect((await onceBack(kubectl.run)).exitCode).toBe(1);
  });

  it("is kubectl's, on this computer and as a part of k3s", () => {
    expect(isKubectl(["kubectl", "get", "nodes"])).toBe(true);
    expect(isKubectl(["/usr/local/bin/k3s", "kubectl", "get", "nodes"])).toBe(true);
    expect(isKubectl(["curl", "https://example.org/kubectl"])).toBe(false);
  });
});

describe("a server that refuses", () => {
  it("is away, too, in the words of an older kubectl", async () => {
    const kubectl = saying(refused, "");
    expect((await onceBack(kubectl.run)).exitCode).toBe(0);
  });
});
