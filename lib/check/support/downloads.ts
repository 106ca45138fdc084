import type { CloudImage, Downloads } from "../../model/site.ts";
import { shown } from "../../kubernetes/schema/messages.ts";

/**
 * What speaks against a download that a machine will run: `where` is its field. Others on the way can change what
 * comes by plain HTTP, and the sum that is listed beside it; one that stands in the data they cannot.
 */
export function downloadIssue(
  where: string,
  url: string,
  sum: string | undefined,
): string | undefined {
  const { protocol } = URL.parse(url) ?? {};
  if (protocol === "https:" || (protocol === "http:" && sum !== undefined)) return undefined;
  const found = `has ${where} ${shown(url)}`;
  return protocol === "http:"
    ? `${found}, which others on the way can change; use https://, or write its sum beside it`
    : `${found}, which is no address of the web; use one with https://`;
}

/** The same of what is said of an image: its address, and where its sums are. */
export function imageIssues({ url, sums, sha512 }: CloudImage, where: string): string[] {
  return [
    downloadIssue(`${where}.url`, url, sha512) ?? [],
    // Not asked for where the sum is there.
    (sha512 === undefined && downloadIssue(`${where}.sums`, sums, undefined)) || [],
    sumIssue(`${where}.sha512`, sha512, 128) ?? [],
  ].flat();
}

/** The sum of one release of k3s, if the data holds it. */
export function k3sSum(
  { k3sSums = {} }: Downloads,
  version: string,
  architecture: "amd64" | "arm64",
): string | undefined {
  return Object.hasOwn(k3sSums, version) ? k3sSums[version]![architecture] : undefined;
}

/** A sum that has another form than it must have. */
export function sumIssue(
  where: string,
  sum: string | undefined,
  digits: number,
): string | undefined {
  if (sum === undefined || (sum.length === digits && /^[0-9a-f]+$/.test(sum))) return undefined;
  return `has ${where} ${shown(sum)}, not ${digits} hexadecimal digits; correct it`;
}
