import type { Stored } from "./s3.ts";

/** One line for each backup, newest of a folder last: age, size, key. */
export function listText(all: readonly Stored[], now = Date.now()): string {
  return all
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(
      ({ key, bytes, at }) =>
        `${ageText(now - at).padStart(8)} ${sizeText(bytes).padStart(10)}  ${key}`,
    )
    .join("\n");
}

/** `3 min`, `5 h`, `12 d`. */
function ageText(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000));
  if (minutes < 120) return `${minutes} min`;
  return minutes < 48 * 60 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} d`;
}

/** `512 B`, `1.4 MiB`. */
export function sizeText(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
