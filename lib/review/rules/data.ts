import { titleOf } from "../../kubernetes/manifest.ts";
import { claimsOf, fateOf, kindOf } from "../support/fate.ts";
import type { Finding } from "../support/finding.ts";
import { findingOf } from "../support/finding.ts";
import type { ObjectState, Pair } from "../support/state.ts";

/** Objects that hold data, or on which data hangs, and that are no longer in git. */
export function* data(pair: Pair): Iterable<Finding> {
  for (const change of pair.changes) {
    if (!change.before || change.after) continue;
    const said = lossOf(change.before, pair);
    if (said)
      yield findingOf(pair.cluster, change, {
        topic: "data",
        ...said,
        ...(said.level === "stop" && { asks: "delete" }),
      });
  }
}

type Loss = Pick<Finding, "rule" | "level" | "message" | "todo">;

function lossOf(object: ObjectState, pair: Pair): Loss | undefined {
  switch (kindOf(object.manifest)) {
    case "/PersistentVolumeClaim":
    case "/PersistentVolume":
      return volumeLoss(object, pair);
    case "apps/StatefulSet":
      return statefulSetLoss(object, pair);
    case "/Namespace":
      return namespaceLoss(object, pair);
    case "apiextensions.k8s.io/CustomResourceDefinition":
      return definitionLoss(object, pair);
    default:
      return [pair.before, pair.after].some(({ facts }) =>
        facts?.keepsData.includes(kindOf(object.manifest)),
      )
        ? databaseLoss(object, pair)
        : undefined;
  }
}

function volumeLoss(object: ObjectState, pair: Pair): Loss {
  const { isDeleted, why } = fateOf(object, pair);
  const next = newVolume(object, pair);
  const empty = next === undefined ? "" : `; ${next} is new beside it, and empty`;
  return isDeleted
    ? {
        rule: "volume-deleted",
        level: "stop",
        message: `is deleted with what it holds: ${why}${empty}`,
        todo: "copy what it holds first, or put it back with its name",
      }
    : {
        rule: "volume-left",
        level: "stop",
        message: `leaves git, and what ran on it no longer has it: ${why}, so it stays on the cluster and belongs to nobody${empty}`,
        todo: "put it back with its name, or copy what it holds and delete it by hand",
      };
}

/** A claim of the same Application that was not there: a renamed one, most likely. */
function newVolume({ application, manifest }: ObjectState, { changes }: Pair): string | undefined {
  const found = changes.find(
    ({ before, after }) =>
      !before && after?.application === application && after.manifest.kind === manifest.kind,
  );
  return found?.after && titleOf(found.after.manifest);
}

function statefulSetLoss(object: ObjectState, pair: Pair): Loss {
  const { isDeleted, why } = fateOf(object, pair);
  const claims = claimsOf(object.manifest);
  const gone = isDeleted ? `is deleted: ${why}` : `leaves git: ${why}, so it runs on`;
  if (claims.length === 0)
    return {
      rule: "stateful-set-gone",
      level: "warning",
      message: `${gone}; it has no claims of its own`,
    };
  const { name } = object.manifest.metadata;
  const { whenDeleted } =
    (
      (object.manifest["spec"] ?? {}) as {
        persistentVolumeClaimRetentionPolicy?: { whenDeleted?: string };
      }
    ).persistentVolumeClaimRetentionPolicy ?? {};
  const named = claims.map((claim) => `${claim}-${name}-0`).join(", ");
  return whenDeleted === "Delete" && isDeleted
    ? {
        rule: "stateful-set-deleted",
        level: "stop",
        message: `${gone}, and its claims (${named} ...) with what they hold: whenDeleted is Delete`,
        todo: "set persistentVolumeClaimRetentionPolicy.whenDeleted to Retain and sync that first",
      }
    : {
        rule: "stateful-set-deleted",
        level: "stop",
        message: `${gone}; its claims (${named} ...) stay and belong to nobody, and one of another name begins empty`,
        todo: "keep its name, or copy what the claims hold",
      };
}

function namespaceLoss(object: ObjectState, pair: Pair): Loss {
  const { isDeleted, why } = fateOf(object, pair);
  return isDeleted
    ? {
        rule: "namespace-deleted",
        level: "stop",
        message: `is deleted with everything in it, claims and Secrets that are not in git too: ${why}`,
        todo: "keep it, or annotate it Prune=false,Delete=false and sync that first",
      }
    : {
        rule: "namespace-left",
        level: "warning",
        message: `leaves git: ${why}, so it stays with what nobody deletes in it`,
        todo: "look what is left in it (kubectl get all,pvc,secrets), then delete it by hand",
      };
}

function definitionLoss({ manifest }: ObjectState, pair: Pair): Loss {
  const { group, names } = (manifest["spec"] ?? {}) as {
    group?: string;
    names?: { kind?: string };
  };
  const users = [
    ...pair.before.objects.values(),
    ...pair.before.shared((kind) => kind === names?.kind),
  ].filter((one) => kindOf(one.manifest) === `${group}/${names?.kind}`);
  const used = users.length === 0 ? "git has none" : `git had ${users.length}`;
  return {
    rule: "definition-left",
    level: "warning",
    message: `leaves git: Argo CD deletes no CustomResourceDefinition, so it and all its objects stay (${used}), and nobody updates it`,
    todo: "delete it by hand when nothing of its kind is needed: that deletes every object of it",
  };
}

function databaseLoss(object: ObjectState, pair: Pair): Loss {
  const { isDeleted, why } = fateOf(object, pair);
  return {
    rule: "database-deleted",
    level: "stop",
    message: isDeleted
      ? `is deleted, and its controller deletes what it holds: ${why}`
      : `leaves git: ${why}, so it runs on and belongs to nobody`,
    todo: "take a backup and restore it once, or put it back with its name",
  };
}
