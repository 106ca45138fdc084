import { titleOf } from "../../kubernetes/manifest.ts";
import { podTemplateOf } from "../../order/references/pod.ts";
import type { Finding } from "../support/finding.ts";
import type { Image } from "../support/versions.ts";
import { imageOf, stepOf } from "../support/versions.ts";
import type { ObjectState, Pair } from "../support/state.ts";
import { fewOf } from "../support/words.ts";

/** Images that change, each told once with who runs it. */
export function* images(pair: Pair): Iterable<Finding> {
  const steps = pair.changes.flatMap(({ before, after }) => {
    if (!before || !after) return [];
    const [old, own] = [before, after].map(imagesOf);
    return [...own!].flatMap(([where, to]) => {
      const from = old!.get(where);
      return from === undefined || from === to ? [] : [{ from, to, object: after }];
    });
  });
  for (const users of Map.groupBy(steps, ({ from, to }) => `${from} ${to}`).values()) {
    const { from, to, object } = users[0]!;
    const who = [...new Set(users.map((one) => titleOf(one.object.manifest)))];
    const warnings = [...warningsOf(imageOf(from), imageOf(to))];
    yield {
      topic: "images",
      rule: "image-changed",
      level: warnings.length > 0 ? "warning" : "note",
      place: `${pair.cluster}/${object.application}`,
      path: object.path,
      ...(object.line !== undefined && { line: object.line }),
      message: `${fewOf(who, ", ", 3)}: ${from} -> ${to}${warnings.length > 0 ? `, ${warnings.map(([what]) => what).join(", ")}` : ""}`,
      ...(warnings.length > 0 && {
        todo: [...new Set(warnings.map(([, todo]) => todo))].join("; "),
      }),
    };
  }
}

/** The images of pods by container, and those that other kinds name in a field of that name. */
function imagesOf({ manifest }: ObjectState): Map<string, string> {
  const found = new Map<string, string>();
  const pods = podTemplateOf(manifest);
  for (const part of ["initContainers", "containers"] as const)
    for (const { name, image } of pods?.spec[part] ?? [])
      if (image) found.set(`${part} ${name}`, image);
  const spec = (manifest["spec"] ?? {}) as Readonly<Record<string, unknown>>;
  for (const field of pods ? [] : ["image", "imageName"]) {
    const image = spec[field];
    if (typeof image === "string") found.set(field, image);
  }
  return found;
}

function* warningsOf(old: Image, own: Image): Iterable<readonly [what: string, todo: string]> {
  const source = "make sure that whoever publishes there is who you mean";
  const isNamed = old.registry !== undefined && own.registry !== undefined;
  if (isNamed && old.registry !== own.registry)
    yield [`another registry (${old.registry} -> ${own.registry})`, source];
  else if (!isSameRepository(old, own)) yield ["another repository", source];
  if (old.digest !== undefined && own.digest === undefined)
    yield ["its digest lost", "add the digest again: without it a tag can be moved"];
  if (own.digest === undefined && (own.tag === undefined || own.tag === "latest"))
    yield ["no version", "name a version: what runs is whatever is newest at each start"];
  const step = stepOf(old.tag ?? "", own.tag ?? "");
  if (step === "major")
    yield ["another major", "read its notes of release for what has to be done before"];
  if (step === "older")
    yield ["an older version", "make sure that it reads what the newer one has written"];
}

/** A name without a registry may be the end of one with the default: `nginx` of `<default>/library/nginx`. */
function isSameRepository(one: Image, other: Image): boolean {
  if ((one.registry === undefined) === (other.registry === undefined))
    return one.repository === other.repository;
  const [long, short] = one.registry === undefined ? [other, one] : [one, other];
  return long.repository === short.repository || long.repository.endsWith(`/${short.repository}`);
}
