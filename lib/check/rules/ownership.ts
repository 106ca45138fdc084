import type { Manifest } from "../../kubernetes/manifest.ts";
import { identity, identityOf, titleOf } from "../../kubernetes/manifest.ts";
import type { ClusterPlan } from "../../order/cluster-plan.ts";
import type { Problem } from "../../problem.ts";
import type { KindTable } from "../../order/kind-table.ts";
import type { Rendered } from "../../build/rendered.ts";
import { problemAt } from "../support/rule.ts";

/** Nothing in a cluster has two owners: objects, CustomResourceDefinitions, Secrets that controllers make. */
export function* ownership(plan: ClusterPlan): Iterable<Problem> {
  // A component that is listed twice is told so once, not for each of its objects.
  const components = [
    ...new Map(plan.components.map((component) => [component.name, component])).values(),
  ];
  if (plan.index.hasTwins) yield* objects(components);
  yield* secrets(components, plan.index.kinds);
}

function* objects(components: readonly Rendered[]): Iterable<Problem> {
  const owners = new Map<string, Owner>();
  for (const component of components.toSorted((a, b) => rank(a) - rank(b))) {
    const twins = new Map<Rendered, Twin[]>();
    for (const [i, manifest] of component.manifests.entries()) {
      const id = identityOf(manifest);
      const owner = owners.get(id);
      const own: Owner = { component, isMade: i < component.made };
      if (owner === undefined) owners.set(id, own);
      else
        twins.set(owner.component, [
          ...(twins.get(owner.component) ?? []),
          { manifest, own, owner },
        ]);
    }
    for (const list of twins.values())
      for (const message of twinIssues(list))
        yield problemAt(component.cluster, component.name, message);
  }
}

interface Twin {
  readonly manifest: Manifest;
  readonly own: Owner;
  readonly owner: Owner;
}

/** Two charts that bring the same kinds bring them all: the first definition stands for the others. */
function* twinIssues(twins: readonly Twin[]): Iterable<string> {
  const isDefinition = ({ manifest, own, owner }: Twin): boolean =>
    manifest.kind === "CustomResourceDefinition" && own.isMade && owner.isMade;
  const [first, ...others] = twins.filter(isDefinition);
  if (first) yield twin(first, others.length);
  for (const one of twins) if (!isDefinition(one)) yield twin(one, 0);
}

/** Who has an object: a component, or its chart. */
interface Owner {
  readonly component: Rendered;
  readonly isMade: boolean;
}

/** What the engine itself adds comes first: the component that repeats it is told. */
function rank({ placement }: Rendered): number {
  return placement === undefined ? 0 : 1;
}

function twin({ manifest, own, owner }: Twin, more: number): string {
  const { component, isMade } = own;
  const { namespace } = manifest.metadata;
  const rest = more > 0 ? ` and ${more} more` : "";
  const what = `${titleOf(manifest)}${namespace ? ` in namespace ${namespace}` : ""}${rest}`;
  const isOwn = owner.component === component;
  if (owner.isMade && isMade && !isOwn)
    return `the chart makes ${what}, which the chart of ${owner.component.name} makes too; switch it off in one of them, or rename it`;
  if (owner.isMade && !isMade)
    return `has ${what}, which the chart of ${owner.component.name} makes too; drop it or rename it`;
  if (isOwn) return `has ${what} twice; drop one`;
  if (owner.component.placement === undefined)
    return `has ${what}, which Strata makes itself; drop it`;
  const holder = isMade ? "the chart makes" : "has";
  return `${holder} ${what}, which belongs to ${owner.component.name} too; leave it to one of them`;
}

/** Two controllers that write one Secret undo each other's work for ever. */
function* secrets(components: readonly Rendered[], kinds: KindTable): Iterable<Problem> {
  const makers = new Map<string, string>();
  for (const { cluster, name, manifests } of components) {
    for (const [manifest, id] of manifests.flatMap((one) => secretsMadeBy(one, kinds))) {
      const maker = makers.get(id);
      makers.set(id, `${titleOf(manifest)} of ${name}`);
      // The same object twice is `objects`' to report.
      if (maker === undefined || maker.startsWith(`${titleOf(manifest)} of `)) continue;
      const secret = id.slice(id.lastIndexOf("/") + 1);
      yield problemAt(
        cluster,
        name,
        `${titleOf(manifest)} makes Secret "${secret}", which ${maker} makes too; rename one`,
      );
    }
  }
}

function secretsMadeBy(manifest: Manifest, kinds: KindTable): (readonly [Manifest, string])[] {
  if (manifest.kind === "Secret" && manifest.apiVersion === "v1")
    return [[manifest, identityOf(manifest)]];
  return kinds
    .productsOf(manifest)
    .filter(({ group, kind, isShared }) => group === "" && kind === "Secret" && !isShared)
    .map(({ group, kind, namespace, name }) => [manifest, identity(group, kind, namespace, name)]);
}
