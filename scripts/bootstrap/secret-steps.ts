import { bootstrapSecrets } from "../../lib/model/bootstrap.ts";
import { randomBytes } from "node:crypto";
import type { ClusterPlan } from "../../lib/order/cluster-plan.ts";
import { argocdNamespace } from "../../lib/order/names.ts";
import type { SecretRequest } from "../../lib/model/secret.ts";
import { failure } from "../tell/failure.ts";
import type { Step } from "../run/step.ts";
import type { Kubectl } from "../kube/kubectl.ts";
import { listOf } from "../kube/kubectl.ts";
import { namespacesOf } from "./objects.ts";

/** Values that the user gives, by `<namespace>/<name>` and key; they come through standard input. */
export type GivenSecrets = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface SecretObject {
  readonly data?: Readonly<Record<string, string>>;
}

/** Reads `{"argocd/repository": {"username": "...", "password": "..."}}`. Throws for anything else, without quoting it. */
export function parseSecrets(text: string): GivenSecrets {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw failure("--secrets", "standard input is no JSON; see docs/bootstrap.md");
  }
  const isMap = (value: unknown): value is Record<string, unknown> =>
    typeof value === "object" && value !== null && !Array.isArray(value);
  if (!isMap(read))
    throw failure("--secrets", "standard input is no JSON object; see docs/bootstrap.md");
  for (const [path, values] of Object.entries(read)) {
    if (!isMap(values) || Object.values(values).some((value) => typeof value !== "string"))
      throw failure("--secrets", `${path} is no object of texts; see docs/bootstrap.md`);
  }
  return read as GivenSecrets;
}

/**
 * The Secrets that the cluster has before a store does, as whoever asks for them wants them; a key that nobody gave gets
 * a random value.
 */
export function bootstrapSecretSteps(
  kubectl: Kubectl,
  plan: ClusterPlan,
  given: GivenSecrets,
): Step[] {
  return Object.entries(bootstrapSecrets(plan.cluster)).map(([path, keys]) => {
    const [namespace = "", name = ""] = path.split("/");
    const request = requestOf(plan, namespace, name) ?? { name, keys };
    const values = given[path] ?? {};
    const content = async (live: SecretObject | undefined): Promise<Content> => {
      const wanted = keys.map((key) => [key, values[key] ?? decoded(live, key) ?? randomText()]);
      return filled({ ...request, keys }, Object.fromEntries(wanted) as Record<string, string>);
    };
    const named = keys.map((key) => (values[key] === undefined ? `${key} (random if new)` : key));
    return secretStep(kubectl, plan, { namespace, name, named }, content, keys);
  });
}

function randomText(): string {
  return randomBytes(24).toString("base64url");
}

function requestOf(
  { components }: ClusterPlan,
  namespace: string,
  name: string,
): SecretRequest | undefined {
  return components
    .filter((component) => component.namespace === namespace)
    .flatMap(({ secrets }) => secrets)
    .find((request) => request.name === name);
}

/**
 * The repository's credentials for the first sync; later the store gives the same Secret. Without given values there
 * is none: the repository is public, or the Secret is there.
 */
export function repositorySecretSteps(
  kubectl: Kubectl,
  plan: ClusterPlan,
  given: GivenSecrets,
): Step[] {
  const before = bootstrapSecrets(plan.cluster);
  const requests = plan.components
    .filter(({ namespace }) => namespace === argocdNamespace)
    .flatMap(({ secrets }) => secrets)
    .filter(({ labels }) => labels?.["argocd.argoproj.io/secret-type"] === "repository");
  return requests.flatMap((request) => {
    const path = `${argocdNamespace}/${request.name}`;
    const values = given[path];
    if (!values || before[path]) return [];
    const names = { namespace: argocdNamespace, name: request.name };
    return [secretStep(kubectl, plan, names, async () => filled(request, values), request.keys)];
  });
}

type Content = {
  readonly stringData: Readonly<Record<string, string>>;
  readonly type?: string;
  readonly metadata?: object;
};

/** The stored keys and those that are built from them. Throws for a template that this does not understand. */
export function filled(request: SecretRequest, values: Readonly<Record<string, string>>): Content {
  const missing = request.keys.filter((key) => values[key] === undefined);
  if (missing.length > 0)
    throw failure(
      "--secrets",
      `${request.name} lacks ${missing.join(", ")}; give all of ${request.keys.join(", ")}`,
    );
  const texts = Object.entries(request.template ?? {}).map(([key, template]) => {
    const text = template.replace(/\{\{ \.([\w-]+) \}\}/g, (_, name: string) => values[name] ?? "");
    if (text.includes("{{"))
      throw failure(request.name, `template of ${key} is more than keys in braces`);
    return [key, text] as const;
  });
  const stored = request.keys.map((key) => [key, values[key]!] as const);
  const { labels, type } = request;
  return {
    stringData: Object.fromEntries([...stored, ...texts]),
    ...(type !== undefined && { type }),
    ...(labels && { metadata: { labels } }),
  };
}

interface NamedSecret {
  readonly namespace: string;
  readonly name: string;
  /** What is said of its keys. @default their names */
  readonly named?: readonly string[];
}

export function secretStep(
  kubectl: Kubectl,
  plan: ClusterPlan,
  { namespace, name, named }: NamedSecret,
  content: (live: SecretObject | undefined) => Promise<Content>,
  keys: readonly string[],
): Step {
  const read = () => kubectl.get<SecretObject>("secret", name, `--namespace=${namespace}`);
  const namespaces = namespacesOf(plan, [namespace]);
  const text = async (): Promise<string> => {
    const { metadata, ...rest } = await content(await read());
    const own = { name, namespace, ...metadata };
    return listOf([{ apiVersion: "v1", kind: "Secret", metadata: own, ...rest }]);
  };
  return {
    name: `${kubectl.cluster.name}: has Secret ${namespace}/${name}`,
    host: "here",
    async isDone() {
      const data = (await read())?.data ?? {};
      return keys.every((key) => data[key]);
    },
    actions: () => [
      ...(namespaces.length > 0 ? [kubectl.apply(listOf(namespaces))] : []),
      kubectl.apply({
        secret: `Secret ${namespace}/${name} with ${(named ?? keys).join(", ")}`,
        read: text,
      }),
    ],
    look: kubectl.line("describe", "secret", name, `--namespace=${namespace}`),
  };
}

function decoded(live: SecretObject | undefined, key: string): string | undefined {
  const value = live?.data?.[key];
  return value && Buffer.from(value, "base64").toString();
}
