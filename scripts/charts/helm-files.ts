import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { load } from "js-yaml";
import { Refusal } from "../tell/refusal.ts";
import { runProgram } from "../process/program.ts";
import type { Access, AccessTo, Environment, Grant } from "./grant.ts";

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
  const { repositories } = parseFile(path, load) as { repositories?: HelmRepository[] | null };
  return (repositories ?? []).flatMap((repository) => {
    const url = URL.parse(repository.url);
    return url ? [{ url, access: accessOf(repository) }] : [];
  });
}

function accessOf(repository: HelmRepository): Access {
  const { username, password, caFile, certFile, keyFile } = repository;
  const file = (path: string | undefined): Buffer | undefined =>
    path ? readNamed(path) : undefined;
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
  const files = paths.map((path) => parseFile(path, JSON.parse) as RegistryFile);
  return async ({ host }) => {
    for (const file of files) {
      const login = await loginOf(file, host);
      if (login) return login;
    }
    return undefined;
  };
}

async function loginOf(
  { auths = {}, credHelpers, credsStore }: RegistryFile,
  host: string,
): Promise<Access | undefined> {
  // Docker Hub is known by the name that it had at first.
  const names = host === "registry-1.docker.io" ? ["docker.io", "https://index.docker.io/v1/"] : [];
  for (const name of [host, `https://${host}`, ...names]) {
    const { auth = "" } = auths[name] ?? {};
    const [username = "", ...rest] = Buffer.from(auth, "base64").toString().split(":");
    if (rest.length > 0) return { username, password: rest.join(":") };
    const helper = credHelpers?.[name] ?? (auths[name] && credsStore);
    const login = helper && (await askHelper(helper, name));
    if (login) return login;
  }
  return undefined;
}

/** Keychains are read by programs named docker-credential-…. */
async function askHelper(helper: string, name: string): Promise<Access | undefined> {
  const argv = [`docker-credential-${helper}`, "get"];
  const { exitCode, stdout } = await runProgram({ argv, input: name, timeoutSeconds: 30 });
  if (exitCode !== 0) return undefined;
  const { Username, Secret } = JSON.parse(stdout) as Record<string, string>;
  return { username: Username ?? "", password: Secret ?? "" };
}

function helmHome(environment: Environment): string {
  const configuration = environment["XDG_CONFIG_HOME"];
  const own = process.platform === "darwin" ? "Library/Preferences" : ".config";
  return environment["HELM_CONFIG_HOME"] ?? join(configuration || join(homedir(), own), "helm");
}

/** An empty object where there is no file. What the parser says is not repeated: it quotes the file. */
function parseFile(path: string, parse: (text: string) => unknown): unknown {
  try {
    return (existsSync(path) && parse(readFileSync(path, "utf8"))) || {};
  } catch {
    return refuse(path, "cannot be read; mend it, or sign in with Helm again");
  }
}

function readNamed(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    return refuse(
      path,
      `cannot be read (${(error as NodeJS.ErrnoException).code}), but Helm's repositories.yaml names it; correct that`,
    );
  }
}

function refuse(place: string, message: string): never {
  throw new Refusal([{ place, message }], "nothing is fetched");
}
