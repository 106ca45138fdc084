import type { Data, Fields } from "./data.ts";
import { isFields, isSame, textsOf } from "./data.ts";
import type { PlannedApplication } from "./planned.ts";
import { readImage } from "./reference.ts";

/** An option, or a field of one, that two environments have otherwise. `undefined` where it is not set. */
export interface Difference {
  readonly path: readonly string[];
  readonly from: Data;
  readonly to: Data;
  /** It belongs to the environment, as a host does: nobody means to move it who does not name it. */
  readonly isOfEnvironment: boolean;
}

/** What makes a text one of an environment. */
interface Marks {
  /** Names of environments, namespaces and clusters. */
  readonly words: readonly string[];
  /** Domains under which its hosts are. */
  readonly domains: readonly string[];
}

export function titleOfOption({ path }: Difference): string {
  return path.join(".");
}

/** What of the target's options would be otherwise if they were the source's; images and versions are no part of it. */
export function optionDifferences(
  source: PlannedApplication,
  target: PlannedApplication,
  marks: Marks,
): readonly Difference[] {
  const images = [source, target].flatMap((one) => one.images);
  const ofImages = new Set(images.flatMap((image) => [image, readImage(image)?.version ?? image]));
  return differences(target.options, source.options, [])
    .filter(({ from, to }) => !ofImages.has(String(from)) && !ofImages.has(String(to)))
    .map((one) => ({ ...one, isOfEnvironment: isOfEnvironment(one, marks) }));
}

type Found = Omit<Difference, "isOfEnvironment">;

function differences(target: Fields, source: Fields, above: readonly string[]): readonly Found[] {
  const keys = [...new Set([...Object.keys(target), ...Object.keys(source)])];
  return keys.flatMap((key) => {
    const [from, to] = [target[key], source[key]];
    const path = [...above, key];
    if (isFields(from) && isFields(to)) return differences(from, to, path);
    return isSame(from, to) ? [] : [{ path, from, to }];
  });
}

/** Names of options that say where something is reached, how much there is of it, or how it is kept. */
const ownNames =
  /^(?:hosts?|hostnames?|domains?|address(?:es)?|endpoints?|urls?|environment|namespace|cluster|nodes?|nodeLabels|replicas|autoscale|critical|sizes?|storage|storageClass|volumes|requests|limits|resources|retention)$/i;

function isOfEnvironment({ path, from, to }: Found, { words, domains }: Marks): boolean {
  const texts = [from, to].flatMap(textsOf);
  // A map of variables is called as an environment is, and its entries are not the environment's for that.
  const names = path.filter((name, i) => !(name === "environment" && i < path.length - 1));
  return (
    names.some((name) => ownNames.test(name)) ||
    texts.some(
      (text) =>
        words.some((word) => hasWord(text, word)) ||
        domains.some((domain) => text === domain || text.includes(`.${domain}`)) ||
        /:\/\/|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])/.test(text),
    )
  );
}

function hasWord(text: string, word: string): boolean {
  return new RegExp(`(?<![A-Za-z0-9])${word}(?![A-Za-z0-9])`, "i").test(text);
}
