import { ValidatingPolicy } from "../../imports/crds/policies.kyverno.io/validatingpolicy.ts";
import type { Scope } from "../../lib/model/scope.ts";

interface Rules {
  readonly enforce?: boolean;
  readonly registries?: readonly string[];
  readonly ignore?: readonly string[];
}

/** Of a container `c`, in CEL: what has to be true, and what is told where it is not. */
type Rule = readonly [expression: string, message: string];

/** Without a port in the registry's name, which has a colon, too. */
const lastPart = "c.image.substring(c.image.lastIndexOf('/') + 1)";

const always: Readonly<Record<string, Rule>> = {
  "images-have-a-version": [
    `c.image.contains('@') || (${lastPart}.contains(':') && !c.image.endsWith(':latest'))`,
    "An image has no tag or digest, or tag latest; give it the tag of a release",
  ],
  "memory-is-requested": [
    "has(c.resources) && has(c.resources.requests) && 'memory' in c.resources.requests",
    "A container requests no memory; add resources.requests.memory, which the node counts with",
  ],
};

function registriesRule(registries: readonly string[]): Rule {
  const known = registries.map((prefix) => `c.image.startsWith(${JSON.stringify(prefix)})`);
  const message = `An image comes from elsewhere than ${registries.join(", ")}; take it from there`;
  return [known.join(" || "), message];
}

/** The rules for pods; Kyverno holds what makes pods against them by itself. */
export function policiesOf(scope: Scope, { registries = [], ...rules }: Rules): void {
  const all = {
    ...always,
    ...(registries.length > 0 && { "registries-are-known": registriesRule(registries) }),
  };
  for (const [name, rule] of Object.entries(all)) policy(scope, name, rule, rules);
}

function policy(scope: Scope, name: string, [expression, message]: Rule, rules: Rules): void {
  const { enforce = false, ignore = [] } = rules;
  const everyContainer = ["object.spec.containers", "object.spec.?initContainers.orValue([])"];
  new ValidatingPolicy(scope, name, {
    metadata: { name },
    spec: {
      validationActions: [enforce ? "Deny" : "Audit"],
      failurePolicy: "Ignore",
      matchConstraints: {
        namespaceSelector: {
          matchExpressions: [
            {
              key: "kubernetes.io/metadata.name",
              operator: "NotIn",
              values: ["kube-system", scope.namespace, ...ignore],
            },
          ],
        },
        resourceRules: [
          {
            apiGroups: [""],
            apiVersions: ["v1"],
            operations: ["CREATE", "UPDATE"],
            resources: ["pods"],
          },
        ],
      },
      validations: everyContainer.map((containers) => ({
        expression: `${containers}.all(c, ${expression})`,
        message,
      })),
    },
  });
}
