// Renews the records of the fleets of test/: node test/fleets/renew.ts, where Helm and the archives are at hand.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storeDirectory } from "../../lib/helm/store.ts";
import { copySources } from "../support/packages.ts";
import { recordsOf } from "./place.ts";

for (const name of ["house", "stranger"]) {
  const copy = mkdtempSync(join(tmpdir(), `records-${name}-`));
  try {
    copySources(copy, name);
    const argv = ["scripts/commands/charts.ts", "record", "--store", storeDirectory()];
    execFileSync(process.execPath, [...process.execArgv, ...argv], { cwd: copy, stdio: "inherit" });
    rmSync(recordsOf(name), { recursive: true });
    cpSync(join(copy, "imports/records"), recordsOf(name), { recursive: true });
  } finally {
    rmSync(copy, { recursive: true });
  }
}
