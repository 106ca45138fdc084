import { spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { dump } from "js-yaml";
import * as paths from "./paths.ts";

/** What all servers of a cluster have in common: file below server/ to content. */
export type Bootstrap = Readonly<Record<string, string>>;

const common = ["server-ca", "client-ca", "request-header-ca"].flatMap((name) => [
  `tls/${name}.crt`,
  `tls/${name}.key`,
]);
const files = [
  ...common,
  "tls/service.key",
  "cred/passwd",
  "cred/tokens.csv",
  "cred/encryption-config.json",
];

function openssl(...args: string[]): void {
  const { status, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "365"];

/** Makes what a new cluster has; `password` is the secret that joins it. */
export function makeBootstrap(password: string): void {
  for (const folder of [paths.tls, paths.credentials]) mkdirSync(folder, { recursive: true });
  for (const name of ["server-ca", "client-ca", "request-header-ca"])
    openssl(
      "req",
      "-x509",
      ...newKey,
      "-subj",
      `/CN=k3s-${name}@${Math.floor(Date.now() / 1000)}`,
      "-keyout",
      `${paths.tls}/${name}.key`,
      "-out",
      `${paths.tls}/${name}.crt`,
    );
  openssl("genrsa", "-out", `${paths.tls}/service.key`, "2048");
  writeFileSync(`${paths.credentials}/passwd`, password, { mode: 0o600 });
  const line = `${randomBytes(16).toString("hex")},k3s,1,"system:masters"\n`;
  writeFileSync(`${paths.credentials}/tokens.csv`, line, { mode: 0o600 });
  const key = { name: "aescbckey", secret: randomBytes(32).toString("base64") };
  const encryption = {
    kind: "EncryptionConfiguration",
    apiVersion: "apiserver.config.k8s.io/v1",
    resources: [
      { resources: ["secrets"], providers: [{ aescbc: { keys: [key] } }, { identity: {} }] },
    ],
  };
  writeFileSync(`${paths.credentials}/encryption-config.json`, JSON.stringify(encryption), {
    mode: 0o600,
  });
}

export function readBootstrap(): Bootstrap {
  return Object.fromEntries(
    files.map((file) => [file, readFileSync(join(paths.server, file), "utf8")]),
  );
}

export function writeBootstrap(bootstrap: Bootstrap): void {
  for (const [file, content] of Object.entries(bootstrap)) {
    mkdirSync(dirname(join(paths.server, file)), { recursive: true });
    writeFileSync(join(paths.server, file), content, { mode: 0o600 });
  }
}

/** Certificate and key `name` of this machine, signed by an authority of the cluster. */
export function issue(
  name: string,
  authority: "server-ca" | "client-ca" | "request-header-ca",
  subject: string,
  names: readonly string[] = [],
): void {
  const path = (file: string): string => `${paths.tls}/${file}`;
  const usage = authority === "server-ca" ? "serverAuth,clientAuth" : "clientAuth";
  const alternatives = names
    .map((one) => `${/^[\d.]+$/.test(one) ? "IP" : "DNS"}:${one}`)
    .join(",");
  const extensions = [
    `extendedKeyUsage=${usage}`,
    ...(names.length > 0 ? [`subjectAltName=${alternatives}`] : []),
  ];
  const added = extensions.flatMap((one) => ["-addext", one]);
  openssl(
    "req",
    "-x509",
    ...newKey,
    "-subj",
    subject,
    ...added,
    "-CA",
    path(`${authority}.crt`),
    "-CAkey",
    path(`${authority}.key`),
    "-keyout",
    path(`${name}.key`),
    "-out",
    path(`${name}.crt`),
  );
}

/** By which a full token names the authority of its cluster. */
export function authorityHash(): string {
  return createHash("sha256")
    .update(readFileSync(`${paths.tls}/server-ca.crt`))
    .digest("hex");
}

/** `K10<hash of the authority>::server:<password>`, which is what joining machines are given. */
export function writeToken(): void {
  const password = readFileSync(`${paths.credentials}/passwd`, "utf8");
  const token = `K10${authorityHash()}::server:${password}\n`;
  for (const name of ["token", "node-token", "agent-token"])
    writeFileSync(`${paths.server}/${name}`, token, { mode: 0o600 });
}

/** The hash and the password of a token; a password alone names no authority. Nothing for what is no token. */
export function parseToken(
  text: string,
): { readonly hash?: string; readonly password: string } | undefined {
  const full = /^K10([0-9a-f]{64})::(?:[^:]+:)?(.+)$/.exec(text);
  if (full) return { hash: full[1]!, password: full[2]! };
  return text === "" || text.startsWith("K10") ? undefined : { password: text };
}

/** For clients on this machine, with all rights. */
export function writeKubeconfig(mode: number): void {
  if (!existsSync(`${paths.tls}/client-admin.crt`))
    issue("client-admin", "client-ca", "/O=system:masters/CN=system:admin");
  const encode = (file: string): string => readFileSync(`${paths.tls}/${file}`).toString("base64");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "default",
    clusters: [
      {
        name: "default",
        cluster: {
          server: `https://127.0.0.1:${paths.apiPort}`,
          "certificate-authority-data": encode("server-ca.crt"),
        },
      },
    ],
    users: [
      {
        name: "default",
        user: {
          "client-certificate-data": encode("client-admin.crt"),
          "client-key-data": encode("client-admin.key"),
        },
      },
    ],
    contexts: [{ name: "default", context: { cluster: "default", user: "default" } }],
  };
  mkdirSync(dirname(paths.kubeconfigFile), { recursive: true });
  writeFileSync(paths.kubeconfigFile, dump(config), { mode });
}
