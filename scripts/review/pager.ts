import { spawnSync } from "node:child_process";

/** Shows a text in the pager that git would take, or prints it where there is none. */
export function page(text: string): void {
  const { GIT_PAGER, PAGER, LESS } = process.env;
  const pager = GIT_PAGER ?? PAGER ?? "less";
  if (pager !== "" && pager !== "cat") {
    // As git does: short texts are printed, and colours shown.
    const env = { ...process.env, LESS: LESS ?? "FRX" };
    const { status } = spawnSync("/bin/sh", ["-c", pager], {
      input: `${text}\n`,
      stdio: ["pipe", "inherit", "inherit"],
      env,
    });
    if (status === 0) return;
  }
  console.log(text);
}
