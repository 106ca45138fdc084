import { mkdirSync } from "node:fs";
import { hostname } from "node:os";
import { Kube } from "../../../e2e/kube.ts";
import { parseToken } from "./certificates.ts";
import { fatal, log } from "./log.ts";
import { startNode } from "./node.ts";
import { notifyReady } from "./notify.ts";
import * as paths from "./paths.ts";
import { tokenOf } from "./server.ts";
import type { Settings } from "./settings.ts";
import { askToJoin } from "./supervisor.ts";

/** Runs an agent: a node that finds its cluster through the server it is told. */
export async function runAgent(settings: Settings, version: string): Promise<void> {
  const url = settings.one("server") ?? process.env["K3S_URL"];
  const token = parseToken(tokenOf(settings));
  if (!url) fatal("--server is required");
  if (!token) fatal("--token is required");
  log("info", `Starting k3s agent ${version}`);
  const { bootstrap } = await askToJoin({ url, token, role: "agent" });
  mkdirSync(`${paths.data}/agent`, { recursive: true });
  const [password = ""] = bootstrap["cred/tokens.csv"]!.split(",");
  const kube = new Kube(url, password, bootstrap["tls/server-ca.crt"]!);
  const name = settings.one("node-name") ?? hostname();
  const address = settings.all("node-ip")[0] ?? fatal("the stand-in needs node-ip");
  notifyReady();
  await startNode({ settings, version, kube, name, address, isServer: false });
}
