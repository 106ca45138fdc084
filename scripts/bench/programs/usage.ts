import { spawnSync } from "node:child_process";

/** What this program prints of another that it has run. */
export interface Usage {
  readonly seconds: number;
  /** User and system time of all its processes; absent on a Node without foreign functions. */
  readonly processSeconds?: number;
  /** Of its largest process; absent like `processSeconds`. */
  readonly peakBytes?: number;
  readonly output: string;
  readonly status: number | null;
  readonly errors: string;
}

const [mode, program = "", ...args] = process.argv.slice(2);
const start = performance.now();
const { status, stdout, stderr, error } = spawnSync(program, args, {
  stdio: ["ignore", mode === "keep" ? "pipe" : "ignore", "pipe"],
  encoding: "utf8",
  maxBuffer: Infinity,
});
const seconds = (performance.now() - start) / 1000;
const usage: Usage = {
  status,
  seconds,
  ...(await usageOfChildren()),
  output: stdout ?? "",
  errors: error ? error.message : stderr,
};
process.stdout.write(JSON.stringify(usage));

interface ForeignFunctions {
  dlopen(
    this: void,
    library: string,
    signatures: Record<string, object>,
  ): { functions: Record<string, (...values: (number | Buffer)[]) => number> };
}

/** getrusage for RUSAGE_CHILDREN: two `struct timeval` of 16 bytes, then the peak, in KiB on Linux. */
async function usageOfChildren(): Promise<Pick<Usage, "processSeconds" | "peakBytes">> {
  try {
    const ffi = "node:ffi";
    const { dlopen } = (await import(ffi)) as ForeignFunctions;
    const library = process.platform === "darwin" ? "libSystem.B.dylib" : "libc.so.6";
    const signature = { arguments: ["int32", "pointer"], return: "int32" };
    const { functions } = dlopen(library, { getrusage: signature });
    const bytes = Buffer.alloc(256);
    if (functions["getrusage"]!(-1, bytes) !== 0) return {};
    const peak = Number(bytes.readBigInt64LE(32));
    return {
      processSeconds: timeAt(bytes, 0) + timeAt(bytes, 16),
      peakBytes: process.platform === "darwin" ? peak : peak * 1024,
    };
  } catch {
    return {};
  }
}

function timeAt(bytes: Buffer, offset: number): number {
  return Number(bytes.readBigInt64LE(offset)) + bytes.readInt32LE(offset + 8) / 1e6;
}
