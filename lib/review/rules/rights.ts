import type { Finding } from "../support/finding.ts";
import { findingOf } from "../support/finding.ts";
import type { Rule } from "../support/rights.ts";
import { isDangerous, newRights } from "../support/rights.ts";
import { fewOf } from "../support/words.ts";
import type { Change, Pair } from "../support/state.ts";
import { changesOfKind } from "../support/state.ts";

const group = "rbac.authorization.k8s.io";

interface Role {
  readonly rules?: readonly Rule[] | null;
  readonly aggregationRule?: object;
}

interface Subject {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

interface Binding {
  readonly roleRef?: { readonly kind: string; readonly name: string };
  readonly subjects?: readonly Subject[] | null;
}

/** Roles that allow more than they did, and who was given one. */
export function* rights(pair: Pair): Iterable<Finding> {
  for (const change of changesOfKind(pair, group, "Role", "ClusterRole"))
    if (change.after) yield* roleFindings(pair, change);
  for (const change of changesOfKind(pair, group, "RoleBinding", "ClusterRoleBinding"))
    if (change.after) yield* bindingFindings(pair, change);
}

function* roleFindings(pair: Pair, change: Change): Iterable<Finding> {
  const [old, own] = [change.before, change.after].map((one) => rulesOf(one?.manifest as Role));
  const added = newRights(old!, own!);
  if (added.length === 0) return;
  const isRisky = isDangerous(own!) && !isDangerous(old!);
  const all = change.before === undefined ? "is new and may" : "may from now on";
  yield findingOf(pair.cluster, change, {
    topic: "access",
    rule: "role-grew",
    level: change.before || isRisky ? "warning" : "note",
    message: `${all} ${fewOf(added, "; ")}`,
    todo: isRisky
      ? "make sure that it is needed: with this, whoever has it can give himself the rest"
      : "make sure that it is needed",
  });
}

function rulesOf(role: Role | undefined): readonly Rule[] {
  return role?.rules ?? [];
}

function* bindingFindings(pair: Pair, change: Change): Iterable<Finding> {
  const [old, own] = [change.before, change.after].map((one) => (one?.manifest ?? {}) as Binding);
  const had = new Set((old!.subjects ?? []).map(subjectText));
  const added = (own!.subjects ?? []).map(subjectText).filter((one) => !had.has(one));
  const { kind, name } = own!.roleRef ?? {};
  if (added.length === 0) return;
  yield findingOf(pair.cluster, change, {
    topic: "access",
    rule: "binding-grew",
    level: change.before || name === "cluster-admin" ? "warning" : "note",
    message: `gives ${kind} "${name}" to ${fewOf(added, ", ")}${change.before ? " too" : ""}`,
    todo: "make sure that they need it",
  });
}

function subjectText({ kind, namespace, name }: Subject): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
