/** A rule of a Role. */
export interface Rule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs?: readonly string[];
}

/** One thing that somebody may do: a rule multiplied out. */
interface Right {
  readonly verb: string;
  readonly group?: string;
  readonly resource?: string;
  /** Absent for all of them. */
  readonly name?: string;
  readonly url?: string;
}

/** What the later rules allow and the earlier did not, in words, by what is done. */
export function newRights(before: readonly Rule[], after: readonly Rule[]): string[] {
  const added = after.flatMap((rule) =>
    rightsOf(rule).filter((right) => !before.some((one) => covers(one, right))),
  );
  const byTarget = Map.groupBy(added, targetOf);
  return [...byTarget]
    .map(([target, rights]) => {
      const verbs = [
        ...new Set(rights.map(({ verb }) => (verb === "*" ? "do anything with" : verb))),
      ];
      return `${verbs.join(", ")} ${target}`;
    })
    .sort();
}

/** What whoever has it can turn into any right of the cluster (Kubernetes docs: security/rbac-good-practices). */
export function isDangerous(rules: readonly Rule[]): boolean {
  const has = (list: readonly string[] = [], ...words: readonly string[]): boolean =>
    words.some((word) => list.includes(word));
  return rules.some(
    ({ apiGroups, resources, verbs, nonResourceURLs }) =>
      !nonResourceURLs &&
      (has(verbs, "*", "escalate", "bind", "impersonate") ||
        has(resources, "*", "secrets", "pods/exec", "nodes/proxy", "serviceaccounts/token") ||
        (has(apiGroups, "rbac.authorization.k8s.io") && has(verbs, "create", "update", "patch"))),
  );
}

function rightsOf(rule: Rule): Right[] {
  const {
    apiGroups = [],
    resources = [],
    resourceNames = [],
    nonResourceURLs = [],
    verbs = [],
  } = rule;
  const names = resourceNames.length === 0 ? [undefined] : resourceNames;
  return verbs.flatMap((verb): Right[] => [
    ...nonResourceURLs.map((url) => ({ verb, url })),
    ...apiGroups.flatMap((group) =>
      resources.flatMap((resource) =>
        names.map((name) => ({ verb, group, resource, ...(name !== undefined && { name }) })),
      ),
    ),
  ]);
}

function covers(rule: Rule, { verb, group, resource, name, url }: Right): boolean {
  const {
    apiGroups = [],
    resources = [],
    resourceNames = [],
    nonResourceURLs = [],
    verbs = [],
  } = rule;
  if (!hasAny(verbs, verb)) return false;
  if (url !== undefined) return nonResourceURLs.some((one) => coversUrl(one, url));
  const isNamed =
    resourceNames.length === 0 || (name !== undefined && resourceNames.includes(name));
  return (
    isNamed && hasAny(apiGroups, group!) && resources.some((one) => coversResource(one, resource!))
  );
}

function hasAny(list: readonly string[], word: string): boolean {
  return list.includes("*") || list.includes(word);
}

/** A star stands for all, before a slash for the subresource of all. */
function coversResource(one: string, resource: string): boolean {
  if (one === "*" || one === resource) return true;
  return one.startsWith("*/") && resource.endsWith(one.slice(1));
}

function coversUrl(one: string, url: string): boolean {
  return one === url || (one.endsWith("*") && url.startsWith(one.slice(0, -1)));
}

function targetOf({ group, resource, name, url }: Right): string {
  if (url !== undefined) return url;
  const kind = resource === "*" ? "every kind" : resource!;
  const of = group === "" ? "" : group === "*" ? " of every group" : ` of ${group}`;
  return `${kind}${of}${name === undefined ? "" : ` "${name}"`}`;
}
