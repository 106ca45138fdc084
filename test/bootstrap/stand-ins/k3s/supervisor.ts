import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, request } from "node:https";
import { readBootstrap } from "./certificates.ts";
import type { Bootstrap } from "./certificates.ts";
import { criticalFlags } from "./flags.ts";
import { fatal, log } from "./log.ts";
import * as paths from "./paths.ts";
import type { Settings } from "./settings.ts";

/** What a server tells those who join. */
export interface Welcome {
  readonly bootstrap: Bootstrap;
  /** Values that all servers have in common. */
  readonly critical: Readonly<Record<string, string>>;
  /** Address of the server that answers. */
  readonly address: string;
  /** Version of k3s there. */
  readonly version: string;
}

/** The values that must be equal, with k3s' defaults. */
export function criticalValues(settings: Settings): Record<string, string> {
  const defaults: Readonly<Record<string, string>> = {
    "cluster-cidr": "10.42.0.0/16",
    "service-cidr": "10.43.0.0/16",
    "cluster-domain": "cluster.local",
    "flannel-backend": "vxlan",
    "egress-selector-mode": "agent",
  };
  const values = criticalFlags.map((key): [string, string] => [
    key,
    settings.all(key).join(",") || (defaults[key] ?? ""),
  ]);
  // Of all parts that `disable` names this one alone counts.
  const isWithout = String(settings.all("disable").includes("servicelb"));
  return Object.fromEntries([...values, ["disable-service-lb", isWithout]]);
}

/** Answers those who join, when they know the password of the cluster. */
export function startSupervisor(settings: Settings, address: string, version: string): void {
  const options = {
    key: readFileSync(`${paths.tls}/serving.key`),
    cert: readFileSync(`${paths.tls}/serving.crt`),
  };
  const password = readFileSync(`${paths.credentials}/passwd`, "utf8");
  const answer = (incoming: IncomingMessage, response: ServerResponse): void => {
    if (incoming.url === "/cacerts")
      return void response.end(readFileSync(`${paths.tls}/server-ca.crt`));
    const given = Buffer.from(
      (incoming.headers.authorization ?? "").replace("Basic ", ""),
      "base64",
    ).toString();
    if (given !== `server:${password}`) return void response.writeHead(401).end();
    const welcome: Welcome = {
      bootstrap: readBootstrap(),
      critical: criticalValues(settings),
      address,
      version,
    };
    response.end(JSON.stringify(welcome));
  };
  createServer(options, answer).listen(paths.supervisorPort);
}

interface Join {
  /** `https://<host>:6443`, as it stands in the configuration. */
  readonly url: string;
  readonly token: { readonly hash?: string; readonly password: string };
  readonly role: "server" | "agent";
}

/** What the cluster tells this machine; ends k3s, as it ends, when the cluster does not want it. */
export async function askToJoin({ url, token, role }: Join): Promise<Welcome> {
  const host = new URL(url).hostname;
  const prefix =
    role === "server" ? "starting kubernetes: preparing server: " : "Failed to configure agent: ";
  const authority = await get(host, "/cacerts").catch((error: Error) => {
    const cause = error.message.replace(
      /^connect (\w+) .*$/,
      (_, code: string) => reasons[code] ?? code,
    );
    return fatal(
      `${prefix}failed to get CA certs: Get "${url}/cacerts": dial tcp ${host}:${paths.apiPort}: connect: ${cause}`,
    );
  });
  const hash = createHash("sha256").update(authority.body).digest("hex");
  if (token.hash && token.hash !== hash)
    fatal(
      `${prefix}failed to validate token: token CA hash does not match the Cluster CA certificate hash: ${token.hash} != ${hash}`,
    );
  if (!token.hash)
    log(
      "warning",
      "Cluster CA certificate is not trusted by the host CA bundle, but the token does not include a CA hash. Use the full token from the server's node-token file to enable Cluster CA validation.",
    );
  const path = role === "server" ? "/v1-k3s/server-bootstrap" : "/v1-k3s/config";
  const { status, body } = await get(host, path, token.password);
  if (status === 401)
    fatal(
      `${prefix}${role === "agent" ? "failed to retrieve configuration from server: " : ""}${url}${path}: 401 Unauthorized`,
    );
  return JSON.parse(body) as Welcome;
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused",
  EHOSTUNREACH: "no route to host",
  ENETUNREACH: "network is unreachable",
  ETIMEDOUT: "connection timed out",
};

function get(
  host: string,
  path: string,
  password?: string,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const auth = password === undefined ? {} : { auth: `server:${password}` };
    const options = {
      host,
      port: paths.supervisorPort,
      path,
      rejectUnauthorized: false,
      timeout: 5000,
      ...auth,
    };
    const sent = request(options, (response) => {
      let body = "";
      response.on("data", (part) => (body += part.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on("timeout", () => sent.destroy(new Error("connect ETIMEDOUT ")));
    sent.on("error", reject);
    sent.end();
  });
}

/** Ends a server whose values are not those of the cluster, and names each. */
export function requireEqual(settings: Settings, { critical }: Welcome): void {
  const own = criticalValues(settings);
  const different = Object.keys(own).filter((key) => own[key] !== critical[key]);
  for (const key of different) log("warning", `critical configuration mismatched: ${key}`);
  if (different.length > 0)
    fatal(
      "starting kubernetes: preparing server: failed to bootstrap cluster data: failed to validate server configuration: critical configuration value mismatch between servers",
    );
}
