import { existsSync, readFileSync } from "node:fs";
import { load } from "js-yaml";
import { FleetError } from "../../../lib/problem.ts";

/** Who asks an API server: by a token, or by a client certificate (PEM). */
export interface Credentials {
  readonly token?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** What the current context of a kubeconfig says. */
export interface Access {
  readonly url: string;
  /** Certificate authority, PEM. */
  readonly ca: string;
  readonly credentials: Credentials;
}

interface Kubeconfig {
  readonly "current-context"?: string;
  readonly contexts?: readonly Named<"context", { cluster: string; user: string }>[];
  readonly clusters?: readonly Named<"cluster", Readonly<Record<string, string>>>[];
  readonly users?: readonly Named<"user", Readonly<Record<string, string>>>[];
}

type Named<Key extends string, Value> = { readonly name: string } & {
  readonly [key in Key]: Value;
};

/** Reads a kubeconfig as k3d and kind write it: with what it refers to inside. */
export function readKubeconfig(file: string): Access {
  const refuse = (message: string): never => {
    throw new FleetError([{ place: file, message }]);
  };
  if (!existsSync(file)) return refuse("is not there; write it with: k3d kubeconfig get NAME");
  const config = (load(readFileSync(file, "utf8")) ?? {}) as Kubeconfig;
  const current = config["current-context"] ?? "";
  const context = config.contexts?.find(({ name }) => name === current)?.context;
  if (!context)
    return refuse(
      `current-context is "${current}", which it does not have; set one with: kubectl config use-context`,
    );
  const cluster = config.clusters?.find(({ name }) => name === context.cluster)?.cluster ?? {};
  const user = config.users?.find(({ name }) => name === context.user)?.user ?? {};
  const decoded = (data?: string): string | undefined =>
    data === undefined ? undefined : Buffer.from(data, "base64").toString();
  const ca = decoded(cluster["certificate-authority-data"]);
  const credentials = {
    token: user["token"],
    cert: decoded(user["client-certificate-data"]),
    key: decoded(user["client-key-data"]),
  };
  if (!cluster["server"] || !ca || !(credentials.token || credentials.key))
    return refuse(
      `context "${current}" has no server, certificate authority and token or client certificate inside; write it with: kubectl config view --minify --flatten --raw`,
    );
  return { url: cluster["server"], ca, credentials };
}
