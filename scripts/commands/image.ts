import { changeImages } from "../image/change.ts";
import { aimOf, pushOptions } from "../image/options.ts";
import { findApplication, plannedApplications, titleOf } from "../image/planned.ts";
import { pushChange, synth } from "../image/push.ts";
import { readImage, requireVersion } from "../image/reference.ts";
import { type Edit, editsText } from "../image/trial.ts";
import { runMain } from "../run/main.ts";
import { endWithUsage, readWords } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";
import { failure } from "../tell/failure.ts";

const usage = defineUsage({
  command: "image",
  forms: {
    "APPLICATION TAG": "run another version of an app: changes clusters/ and renders dist/",
  },
  options: {
    of: {
      type: "string",
      value: "REPOSITORY",
      means: "which of its images; all that have the same version by default",
    },
    ...pushOptions,
  },
  examples: ["home/notes 1.5.0", "notes 1.5.0 --push", "notes 1.5.0 --push --branch notes-1.5.0"],
  notes: "TAG may be a tag with its digest: 1.5.0@sha256:…",
});

await runMain(async () => {
  const { words, values } = readWords(usage);
  const [word, tag, ...more] = words;
  if (word === undefined || tag === undefined || more.length > 0)
    endWithUsage("name one Application and one tag", usage);
  const version = requireVersion("image", tag);
  if (values.push) {
    const change = (): string =>
      `feat(${nameOf(word)}): ${editsText(edit(word, version, values.of))}`;
    return console.log(await pushChange(aimOf(values), change));
  }
  const edits = edit(word, version, values.of);
  for (const { place, from, to } of edits) console.log(`${place}: ${from} -> ${to}`);
  if (edits.length === 0) return console.log("nothing to change: it is so already");
  synth();
  console.log("dist/ is rendered; look at it with npm run diff, then commit");
});

function edit(word: string, version: string, repository?: string): readonly Edit[] {
  const all = plannedApplications();
  const target = findApplication("image", word, all);
  const images = target.images.filter((image) => {
    const own = readImage(image);
    return own && (repository === undefined || own.repository === repository);
  });
  const place = titleOf(target);
  const known = target.images.join(", ") || "none that synth renders";
  if (images.length === 0)
    throw failure(
      place,
      `has no image ${repository ?? ""} with a version, but ${known}; name one with --of`,
    );
  const versions = new Set(images.map((image) => readImage(image)!.version));
  if (versions.size > 1)
    throw failure(place, `has images of several versions: ${known}; name one with --of`);
  const [old = ""] = versions;
  if (old === version) return [];
  if (old.includes("@sha256:") && !version.includes("@sha256:"))
    throw failure(
      place,
      `is pinned to a digest, ${old}; give the new one too, as ${version}@sha256:…`,
    );
  const changes = new Map(images.map((image) => [image, otherVersion(image, version)]));
  return changeImages(target, changes, all);
}

function otherVersion(image: string, version: string): string {
  const { repository } = readImage(image)!;
  return `${repository}${version.startsWith("sha256:") ? "@" : ":"}${version}`;
}

function nameOf(word: string): string {
  return word.split("/").at(-1)!;
}
