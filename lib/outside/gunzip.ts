import { gunzipSync } from "node:zlib";

/** Helm's own bounds: what is larger, it does not render either. */
export const mostBytes = 100 * 1024 * 1024;
export const mostOfFile = 5 * 1024 * 1024;

/** Of a chart with its subcharts; the largest that is known has 310. */
const mostFiles = 20_000;

/** What one archive may take when it is unpacked, with all archives inside it. */
export class Budget {
  #bytes = mostBytes;
  #files = mostFiles;

  /** Throws for what is no whole gzip archive, or larger than what is left. */
  gunzip(archive: Uint8Array): Buffer {
    const bytes = gunzip(archive, this.#bytes);
    this.#bytes -= bytes.length;
    return bytes;
  }

  /** Throws for a file too many, or one that is too large. */
  take(bytes: number): void {
    if (bytes > mostOfFile) throw new Error("a file in it has more than 5 MiB");
    if (this.#files-- === 0) throw new Error("it holds more than 20,000 files");
  }
}

function gunzip(archive: Uint8Array, most: number): Buffer {
  try {
    return gunzipSync(archive, { maxOutputLength: Math.max(1, most) });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ERR_BUFFER_TOO_LARGE") throw error;
    throw new Error("it unpacks to more than 100 MiB", { cause: error });
  }
}
