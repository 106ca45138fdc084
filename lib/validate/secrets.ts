import { titleOf } from "../manifest.ts";
import type { ClusterPlan } from "../plan.ts";
import type { Problem } from "../problem.ts";
import { podTemplateOf } from "../references/pod.ts";
import { problemAt } from "./rule.ts";

/** Texts that are credentials wherever they stand. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "a private key"],
  [/\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, "an AWS access key"],
  [/\b(?:ghp|gho|ghs|ghr)_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{22,}/, "a GitHub token"],
  [/\bgl(?:pat|rt|dt|cbt)-[A-Za-z0-9_-]{20,}/, "a GitLab token"],
  [/\bxox[abprs]-[A-Za-z0-9-]{10,}/, "a Slack token"],
  [/\bhv[sb]\.[A-Za-z0-9_-]{20,}/, "a Vault token"],
  [/\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b/, "an age key"],
  [/\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+/, "a JSON web token"],
  [/\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}/, "a password hash"],
  [/:\/\/[^/\s:@]+:[^/\s:@${}]+@/, "a URL with a password"],
];

/** Names of fields that hold a credential itself, not the name of a Secret. */
const field =
  /(?:^|[-_.]|[a-z])(?:password|passwd|passphrase|token|access[-_]?key(?:[-_]?id)?|secret[-_]?key|api[-_]?key|private[-_]?key|credentials)$/i;

/** A value that only says where the credential is: a path, a variable, a switch. */
const indirect = /^(?:$|\/|true$|false$|\$\{|\$\(|\{\{)/;

/** No secret value reaches dist/, and no message repeats one. */
export function* secrets({ cluster, components }: ClusterPlan): Iterable<Problem> {
  for (const { name, manifests, release } of components) {
    for (const manifest of manifests) {
      for (const message of manifestIssues(manifest))
        yield problemAt(cluster, name, `${titleOf(manifest)} ${message}`);
    }
    for (const message of release ? leaks(release.values, "") : []) {
      yield problemAt(
        cluster,
        name,
        `value ${message}; put it into the secret store and name the Secret`,
      );
    }
  }
}

function* manifestIssues(manifest: Parameters<typeof podTemplateOf>[0]): Iterable<string> {
  const todo = "put it into the secret store and name the Secret";
  if (manifest.kind === "Secret" && manifest.apiVersion === "v1") {
    for (const part of ["data", "stringData"]) {
      if (Object.keys((manifest[part] ?? {}) as object).length > 0)
        yield `carries its value in ${part}; ask the secret store for it with scope.secret(...)`;
    }
  } else if (manifest.kind === "ConfigMap") {
    for (const leak of leaks(manifest["data"], "data")) yield `${leak}; ${todo}`;
  }
  const pods = podTemplateOf(manifest);
  for (const part of ["initContainers", "containers"] as const) {
    for (const [i, { args, command, env }] of (pods?.spec[part] ?? []).entries()) {
      const at = `${pods!.field}.${part}[${i}]`;
      for (const leak of leaks({ args: pairs(args), command: pairs(command) }, at))
        yield `${leak}; ${todo}`;
      for (const { name, value } of env ?? []) {
        for (const leak of leaks({ [name]: value }, `${at}.env`)) yield `${leak}; ${todo}`;
      }
    }
  }
}

/** `--password=x` and `--password x` as fields of their own. */
function pairs(words: readonly string[] = []): Record<string, string> {
  return Object.fromEntries(
    words.map((word, i) => {
      const [flag = "", value] = /^--?([\w.-]+)(?:=(.*))?$/s.exec(word)?.slice(1) ?? [];
      if (!flag) return [String(i), word];
      return [flag, value ?? (words[i + 1]?.startsWith("-") ? "" : (words[i + 1] ?? ""))];
    }),
  );
}

function* leaks(value: unknown, path: string): Iterable<string> {
  if (typeof value === "string") {
    const shape = shapes.find(([pattern]) => pattern.test(value));
    const last = path.slice(path.lastIndexOf(".") + 1);
    if (shape) yield `${path} looks like ${shape[1]}`;
    else if (field.test(last) && !indirect.test(value)) yield `${path} looks like a credential`;
  } else if (typeof value === "object" && value !== null) {
    for (const key in value) {
      const at = Array.isArray(value) ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
      yield* leaks((value as Record<string, unknown>)[key], at);
    }
  }
}
