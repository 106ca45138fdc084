import { renameSync } from "node:fs";

/** renameat2's RENAME_EXCHANGE on Linux, renameatx_np's RENAME_SWAP on macOS: both are 2. */
const exchangeFlag = 2;
const calls: Readonly<
  Partial<Record<NodeJS.Platform, { library: string; name: string; here: number }>>
> = {
  linux: { library: "libc.so.6", name: "renameat2", here: -100 },
  darwin: { library: "libSystem.B.dylib", name: "renameatx_np", here: -2 },
};

/**
 * Makes the staged directory take the target's place in one step of the file system, so that whoever looks sees the
 * old or the new one. Returns where the old one is now. Without the system call (another platform, a file system
 * that cannot do it) the old one is moved aside first, and is what a killed process leaves behind.
 */
export async function exchange(staged: string, target: string, aside: string): Promise<string> {
  if (await exchangeByCall(staged, target)) return staged;
  renameSync(target, aside);
  try {
    renameSync(staged, target);
  } catch (error) {
    renameSync(aside, target);
    throw error;
  }
  return aside;
}

async function exchangeByCall(one: string, other: string): Promise<boolean> {
  const call = calls[process.platform];
  // The foreign function interface exists from Node 26 on, behind a flag that scripts/launch.mjs sets.
  if (!call || !process.execArgv.includes("--experimental-ffi")) return false;
  try {
    const ffi = "node:ffi";
    const { dlopen } = (await import(ffi)) as ForeignFunctions;
    const signature = {
      arguments: ["int32", "string", "int32", "string", "uint32"],
      return: "int32",
    };
    const { functions } = dlopen(call.library, { [call.name]: signature });
    return functions[call.name]!(call.here, one, call.here, other, exchangeFlag) === 0;
  } catch {
    return false;
  }
}

interface ForeignFunctions {
  dlopen(
    this: void,
    library: string,
    signatures: Record<string, object>,
  ): { functions: Record<string, (...values: (string | number)[]) => number> };
}
