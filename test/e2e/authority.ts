import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
  /** Of the authority that signed it, PEM. */
  readonly ca: string;
}

/** A certificate for these names, by an authority that lives as long as the run. */
export function issueCertificate(directory: string, names: readonly string[]): ServerCertificate {
  const file = (name: string): string => join(directory, name);
  const openssl = (...args: string[]): void => {
    const { status, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
  };
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];
  writeFileSync(file("ca.cnf"), authorityConfiguration);
  openssl(
    ...["req", "-x509", ...newKey, "-config", file("ca.cnf"), "-extensions", "authority"],
    ...["-subj", "/CN=test authority", "-keyout", file("ca.key"), "-out", file("ca.crt")],
  );
  const alternatives = `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`;
  openssl(
    ...["req", "-x509", ...newKey, "-config", file("ca.cnf"), "-extensions", "server"],
    ...["-CA", file("ca.crt"), "-CAkey", file("ca.key"), "-addext", alternatives],
    ...["-subj", "/CN=test server", "-keyout", file("server.key"), "-out", file("server.crt")],
  );
  const read = (name: string): string => readFileSync(file(name), "utf8");
  return { key: read("server.key"), cert: read("server.crt"), ca: read("ca.crt") };
}

const authorityConfiguration = `[req]
distinguished_name = subject
[subject]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[server]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
`;
