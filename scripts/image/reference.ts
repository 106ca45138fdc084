import { failure } from "../tell/failure.ts";

/** An image as containers name it. */
export interface Reference {
  /** Registry and repository. */
  readonly repository: string;
  /** Tag, digest, or both: `1.4.2`, `1.4.2@sha256:…`. */
  readonly version: string;
}

const parts =
  /^((?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9._/-]+?)(?::(\w[\w.-]{0,127}))?(@sha256:[0-9a-f]{64})?$/;

/** The parts of an image; undefined for one without a version, which is no choice of anybody's. */
export function readImage(image: string): Reference | undefined {
  const [, repository = "", tag = "", digest = ""] = parts.exec(image) ?? [];
  const version = tag === "" ? digest.slice(1) : tag + digest;
  return version === "" ? undefined : { repository, version };
}

const versionText = /^(?:\w[\w.-]{0,127}(?:@sha256:[0-9a-f]{64})?|sha256:[0-9a-f]{64})$/;

/** Throws for what no registry would have. */
export function requireVersion(option: string, text: string): string {
  if (versionText.test(text)) return text;
  throw failure(
    option,
    `"${text}" is no tag of an image; give a tag, as 1.4.2, or a tag with its digest, as 1.4.2@sha256:…`,
  );
}
