import { spawnSync } from "node:child_process";
import { FleetError } from "../../../lib/problem.ts";

/** Runs a program of this computer to its end; what it printed, or an error with what it said. */
export function run(program: string, args: readonly string[], input = ""): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { input, encoding: "utf8" });
  if (status === 0) return stdout;
  const command = [program, ...args].join(" ");
  const said = error?.message ?? stderr.trim();
  const message = `"${command}" failed: ${said}; run it as root, where network namespaces, overlays and loop devices can be had`;
  throw new FleetError([{ place: "test hosts", message }]);
}
