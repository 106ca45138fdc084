import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { isIP } from "node:net";
import { join } from "node:path";

export interface ServerCertificate {
  readonly key: string;
  readonly cert: string;
  /** Of the authority that signed it, PEM. */
  readonly ca: string;
}

const newRequest = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2".split(
  " ",
);

/**
 * A certificate for these names and addresses, by an authority that lives as long as the run, and one of a server that
 * asks others for somebody else; files of `directory`.
 */
export function issueCertificate(directory: string, names: readonly string[]): ServerCertificate {
  const file = (name: string): string => join(directory, name);
  const openssl = (...args: string[]): void => {
    const { status, stderr } = spawnSync("openssl", args, { encoding: "utf8" });
    if (status !== 0) throw new Error(`openssl ${args[0]}: ${stderr}`);
  };
  writeFileSync(file("request.cnf"), configuration);
  const request = (name: string, subject: string, ...args: string[]): void =>
    openssl(
      ...newRequest,
      "-config",
      file("request.cnf"),
      "-extensions",
      name,
      "-subj",
      `/CN=${subject}`,
      "-keyout",
      file(`${name}.key`),
      "-out",
      file(`${name}.crt`),
      ...args,
    );
  const alternative = (name: string): string => `${isIP(name) ? "IP" : "DNS"}:${name}`;
  const alternatives = `subjectAltName=${names.map(alternative).join(",")}`;
  const signedBy = ["-CA", file("authority.crt"), "-CAkey", file("authority.key")];
  request("authority", "test authority");
  request("server", "test server", ...signedBy, "-addext", alternatives);
  request("proxy", "front-proxy-client", ...signedBy);
  const read = (name: string): string => readFileSync(file(name), "utf8");
  return { key: read("server.key"), cert: read("server.crt"), ca: read("authority.crt") };
}

const configuration = `[req]
distinguished_name = subject
[subject]
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[server]
basicConstraints = CA:FALSE
extendedKeyUsage = serverAuth
[proxy]
basicConstraints = CA:FALSE
extendedKeyUsage = clientAuth
`;
