import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { load } from "js-yaml";
import type { Access, AccessTo, Environment, Grant } from "./access.ts";

interface HelmRepository {
  readonly url: string;
  readonly username?: string;
  readonly password?: string;
  readonly caFile?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly insecure_skip_tls_verify?: boolean;
}

/** What `helm repo add` has written. */
export function helmRepositories(environment: Environment): Grant[] {
  const path =
    environment["HELM_REPOSITORY_CONFIG"] ?? join(helmHome(environment), "repositories.yaml");
  const text = readText(path);
  const { repositories } = (text ? load(text) : {}) as { repositories?: HelmRepository[] };
  return (repositories ?? []).flatMap((repository) => {
    const url = URL.parse(repository.url);
    return url ? [{ url, access: accessOf(repository) }] : [];
  });
}

function accessOf(repository: HelmRepository): Access {
  const { username, password, caFile, certFile, keyFile } = repository;
  const file = (path: string | undefined): Buffer | undefined =>
    path ? readFileSync(path) : undefined;
  const tls = {
    ...(caFile ? { ca: file(caFile) } : {}),
    ...(certFile ? { cert: file(certFile), key: file(keyFile) } : {}),
    ...(repository.insecure_skip_tls_verify ? { rejectUnauthorized: false } : {}),
  };
  return { tls, ...(password ? { username: username ?? "", password } : {}) };
}

interface RegistryFile {
  readonly auths?: Readonly<Record<string, { readonly auth?: string }>>;
  readonly credHelpers?: Readonly<Record<string, string>>;
  readonly credsStore?: string;
}

/** What `helm registry login` has written, else what `docker login` has. */
export function registryLogins(environment: Environment): AccessTo {
  const docker = environment["DOCKER_CONFIG"] ?? join(homedir(), ".docker");
  const paths = [
    environment["HELM_REGISTRY_CONFIG"] ?? join(helmHome(environment), "registry", "config.json"),
    join(docker, "config.json"),
  ];
  const files = paths.map((path) => JSON.parse(readText(path) || "{}") as RegistryFile);
  return ({ host }) => {
    for (const file of files) {
      const login = loginOf(file, host);
      if (login) return login;
    }
    return undefined;
  };
}

function loginOf({ auths = {}, credHelpers, credsStore }: RegistryFile, host: string) {
  // Docker Hub is known by the name that it had at first.
  const names = host === "registry-1.docker.io" ? ["docker.io", "https://index.docker.io/v1/"] : [];
  for (const name of [host, `https://${host}`, ...names]) {
    const { auth = "" } = auths[name] ?? {};
    const [username = "", ...rest] = Buffer.from(auth, "base64").toString().split(":");
    if (rest.length > 0) return { username, password: rest.join(":") };
    const helper = credHelpers?.[name] ?? (auths[name] && credsStore);
    const login = helper && askHelper(helper, name);
    if (login) return login;
  }
  return undefined;
}

/** Keychains are read by programs named docker-credential-…. */
function askHelper(helper: string, name: string): Access | undefined {
  const { status, stdout } = spawnSync(`docker-credential-${helper}`, ["get"], {
    input: name,
    encoding: "utf8",
    timeout: 30_000,
  });
  if (status !== 0) return undefined;
  const { Username, Secret } = JSON.parse(stdout) as Record<string, string>;
  return { username: Username ?? "", password: Secret ?? "" };
}

function helmHome(environment: Environment): string {
  const configuration = environment["XDG_CONFIG_HOME"];
  const own = process.platform === "darwin" ? "Library/Preferences" : ".config";
  return environment["HELM_CONFIG_HOME"] ?? join(configuration || join(homedir(), own), "helm");
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
