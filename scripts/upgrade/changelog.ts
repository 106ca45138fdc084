import { compare, valid } from "semver";

/** What CHANGELOG.md says of one version. */
export interface Section {
  readonly version: string;
  readonly text: string;
}

/** What a fleet may have to change, from an item of a section's `### Migrate`. */
export interface Migration {
  readonly version: string;
  /** What is no longer, as it stands in data: the first word in backticks. */
  readonly word: string;
  /** Whose it was, as in "`keep` of `loki`"; only files that name it are of interest. */
  readonly of?: string;
  /** The whole item. */
  readonly text: string;
}

/** The sections of versions after one and up to another, newest first. */
export function sectionsBetween(changelog: string, from: string, to: string): readonly Section[] {
  const sections = changelog.split(/^## /m).slice(1);
  return sections.flatMap((section) => {
    const [, version = "", text = ""] = /^(\S+).*\n([^]*)$/.exec(section) ?? [];
    if (!valid(version) || compare(version, to) > 0) return [];
    return valid(from) && compare(version, from) <= 0 ? [] : [{ version, text: text.trim() }];
  });
}

export function migrationsIn(sections: readonly Section[]): readonly Migration[] {
  return sections.flatMap(({ version, text }) => {
    const [, list = ""] = /^### Migrate\n([^]*?)(?=^### |$(?![^]))/m.exec(text) ?? [];
    const items = list.split(/^- /m).slice(1);
    return items.flatMap((item) => {
      const line = item.trim().replace(/\s+/g, " ");
      const [, word, of] = /^`([^`]+)`(?: of `([^`]+)`)?/.exec(line) ?? [];
      return word === undefined ? [] : [{ version, word, text: line, ...(of && { of }) }];
    });
  });
}
