import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Problem } from "../../problem.ts";
import type { ChartRequest } from "../request.ts";
import { nearestRecord } from "./nearest.ts";
import { BadRecord, readRecord, writeRecord } from "./record.ts";
import type { ChartRecord } from "./record.ts";

/** `imports/records`, where records are committed. */
export const recordsDirectory = fileURLToPath(new URL("../../../imports/records", import.meta.url));

/** The records of a fleet, as `<cluster>/<component>.json`. */
export class Records {
  readonly directory: string;
  /** The directory as messages name it. */
  readonly shown: string;
  /** By place. */
  readonly #broken = new Map<string, Problem>();
  readonly #known = new Map<string, ChartRecord | undefined>();
  /** By what decides which one it is; clusters of a fleet are often alike. */
  readonly #nearest = new Map<string, ChartRecord | undefined>();
  /** By component; looked up once between two writes. */
  #places: ReadonlyMap<string, readonly string[]> | undefined;
  #reference: Records | undefined;

  constructor(directory = recordsDirectory, shown = "imports/records") {
    this.directory = directory;
    this.shown = shown;
  }

  /** Beside them: what components of the catalogue make, for fleets that have no record of one yet. */
  get reference(): Records {
    const directory = join(dirname(this.directory), "reference");
    return (this.#reference ??= new Records(directory, "imports/reference"));
  }

  /** Files that were to be read, and are no records. */
  get problems(): readonly Problem[] {
    return [...this.#broken.values(), ...(this.#reference?.problems ?? [])];
  }

  /** Writes the record of a placement, whatever stood there. */
  write(place: string, record: ChartRecord): void {
    writeRecord(this.pathOf(place), record);
    this.#known.set(place, record);
    this.#broken.delete(place);
    this.#places = undefined;
    this.#nearest.clear();
  }

  pathOf(place: string): string {
    return join(this.directory, `${place}.json`);
  }

  /** The file as messages name it. */
  shownOf(place: string): string {
    return `${this.shown}/${place}.json`;
  }

  /** The record of a placement's own, of any version of its chart. */
  own({ place, chart }: ChartRequest): ChartRecord | undefined {
    const record = this.#read(place, chart.name);
    return record?.chart === chart.name ? record : undefined;
  }

  /** Its own; where there is none, that of the same component in another cluster, or of the reference. */
  find(request: ChartRequest): ChartRecord | undefined {
    const own = this.own(request);
    if (own) return own;
    const { place, chart, namespace, minor, apiVersions } = request;
    const component = place.slice(place.indexOf("/") + 1);
    const asked = [component, chart.name, chart.version, namespace, minor, ...apiVersions].join(
      " ",
    );
    if (!this.#nearest.has(asked)) {
      const others = [...this.#alike(request), ...this.reference.#alike(request)];
      this.#nearest.set(asked, nearestRecord(others, request));
    }
    return this.#nearest.get(asked);
  }

  /** Of the same component, in whatever cluster. */
  #alike({ place, chart }: ChartRequest): ChartRecord[] {
    return this.#placesOf(place.slice(place.indexOf("/") + 1))
      .filter((other) => other !== place)
      .flatMap((other) => this.#read(other, chart.name) ?? []);
  }

  /** Where there are records of a component, sorted. */
  #placesOf(component: string): readonly string[] {
    this.#places ??= Map.groupBy(this.places(), (place) => place.slice(place.indexOf("/") + 1));
    return this.#places.get(component) ?? [];
  }

  /** Of every file, sorted. */
  places(): string[] {
    if (!existsSync(this.directory)) return [];
    return readdirSync(this.directory, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".json"))
      .map((name) => name.slice(0, -".json".length).replaceAll("\\", "/"))
      .toSorted();
  }

  /** Those that no placement has. */
  leftOver(requests: readonly ChartRequest[]): string[] {
    const wanted = new Set(requests.map(({ place }) => place));
    return this.places().filter((place) => !wanted.has(place));
  }

  #read(place: string, chart: string): ChartRecord | undefined {
    if (!this.#known.has(place)) this.#known.set(place, this.#readAnew(place, chart));
    return this.#known.get(place);
  }

  #readAnew(place: string, chart: string): ChartRecord | undefined {
    try {
      return readRecord(this.pathOf(place));
    } catch (error) {
      if (!(error instanceof BadRecord)) throw error;
      const renew = `delete it and run "npm run charts -- pull ${chart}"`;
      const message = `${error.message}; ${renew}`;
      this.#broken.set(place, { place: this.shownOf(place), message });
      return undefined;
    }
  }
}
