import { existsSync, readdirSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

/** Programs to put on a host: path below its root, and text. */
export type Programs = Readonly<Record<string, string>>;

/** Of this project, here. */
export const projectDirectory = fileURLToPath(new URL("../../..", import.meta.url));

/** Where every host has this project, whatever its folder is called here. */
export const projectOnHost = "/opt/strata";

/** Where hosts keep what Node compiled: all of them the same folder of this computer. */
export const compiledOnHost = "/var/cache/strata-compiled";

const standIns = "test/bootstrap/stand-ins";

/** The command line on a host that runs a module of stand-ins/. */
export function commandOf(path: string): readonly string[] {
  const node = join(projectOnHost, relative(projectDirectory, process.execPath));
  return [
    "env",
    `NODE_COMPILE_CACHE=${compiledOnHost}`,
    node,
    ...process.execArgv,
    join(projectOnHost, standIns, path),
  ];
}

/**
 * What stands in for programs, in the folders where a Debian machine has the real ones: `bin/` and `sbin/` of the kinds
 * of stand-ins that are given.
 */
export function programsOf(...kinds: readonly string[]): Programs {
  const found = kinds.flatMap((kind) =>
    ["bin", "sbin"].flatMap((folder) => {
      const directory = join(projectDirectory, standIns, kind, folder);
      if (!existsSync(directory)) return [];
      return readdirSync(directory).map((file): [string, string] => {
        const path = join(kind, folder, file);
        const command = file.endsWith(".sh")
          ? [join(projectOnHost, standIns, path)]
          : commandOf(path);
        const shell = file.endsWith(".sh") ? "sh " : "";
        const name = basename(file).replace(/\.\w+$/, "");
        return [`usr/${folder}/${name}`, `#!/bin/sh\nexec ${shell}${command.join(" ")} "$@"\n`];
      });
    }),
  );
  return Object.fromEntries(found);
}
