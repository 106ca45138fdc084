import { createHash } from "node:crypto";
import { syncBuiltinESMExports } from "node:module";

/** Stands for the environment as a whole, where it was listed. */
const all = "*";

/** Of these Node itself makes use: texts are compared and dates are written by them, other code is loaded. */
const always = [
  "LANG",
  "LANGUAGE",
  "LC_ALL",
  "LC_COLLATE",
  "LC_MESSAGES",
  "NODE_ICU_DATA",
  "NODE_OPTIONS",
  "NODE_PATH",
  "TZ",
];

/** Which variables some code read. */
export interface Reading {
  readonly names: readonly string[];
  /** Of their values before the code ran, which may be secrets. */
  readonly digest: string;
}

/** Whether the code would read the same again. */
export function readsTheSame({ names, digest }: Reading): boolean {
  return digestOf(names, process.env) === digest;
}

/** Runs the code, and what it loads, with an environment that notes what is asked of it. */
export async function watchEnvironment<Result>(
  run: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly reading: Reading }> {
  const real = process.env;
  const before = { ...real };
  const names = new Set(always);
  install(observed(real, (name) => names.add(name)));
  try {
    const result = await run();
    const sorted = [...names].sort();
    return { result, reading: { names: sorted, digest: digestOf(sorted, before) } };
  } finally {
    install(real);
  }
}

function install(environment: NodeJS.ProcessEnv): void {
  process.env = environment;
  // Of `import { env } from "node:process"`.
  syncBuiltinESMExports();
}

function observed(real: NodeJS.ProcessEnv, note: (name: string) => void): NodeJS.ProcessEnv {
  const noteText = (name: string | symbol): void => {
    if (typeof name === "string") note(name);
  };
  return new Proxy(real, {
    get(_, name) {
      noteText(name);
      return Reflect.get(real, name) as unknown;
    },
    has(_, name) {
      noteText(name);
      return Reflect.has(real, name);
    },
    ownKeys() {
      note(all);
      return Reflect.ownKeys(real);
    },
  });
}

function digestOf(names: readonly string[], environment: NodeJS.ProcessEnv): string {
  const values = names.map((name) => {
    if (name !== all) return environment[name] ?? null;
    return Object.keys(environment)
      .sort()
      .map((one) => [one, environment[one]]);
  });
  return createHash("sha256").update(JSON.stringify(values)).digest("hex");
}
