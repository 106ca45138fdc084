import { join } from "node:path";
import { storeDirectory } from "../../lib/helm/store.ts";
import { defineUsage } from "../run/usage.ts";

/** What `npm run charts` understands; defaults below the root of the project. */
export const chartsUsage = (root: string) =>
  defineUsage({
    command: "charts",
    forms: {
      "pull [NAME...]": "fetch the archives that the store lacks, and import new and named charts",
      "verify [NAME...]": "hold the store's archives against the lock",
      "outdated [NAME...] [--json]": "newest stable versions",
      "update NAME [--to VERSION]":
        "move to a version, the newest stable one by default, and say what changes",
      lint: "values that are set to what the chart has by default, or have no effect",
      "record [NAME...]":
        "renew the records of what charts make in the fleet; pull and update do it, too",
      check:
        "fail where a record is stale, missing or left over, or imports/ of a directory are stale",
    },
    options: {
      store: {
        type: "string",
        default: storeDirectory(),
        value: "DIR",
        means: "archives as DIR/<chart>-<version>.tgz (STRATA_CHARTS, or .charts)",
      },
      mirror: {
        type: "string",
        default: process.env["STRATA_CHARTS_MIRROR"] || undefined,
        value: "URL",
        means:
          "fetch from there and not from the repositories: https://… of a directory of archives, or oci://… (STRATA_CHARTS_MIRROR)",
      },
      "plain-http": {
        type: "boolean",
        default: false,
        means: "speak to OCI registries without TLS",
      },
      retries: { type: "string", default: "3", value: "N", means: "attempts after the first (3)" },
      timeout: {
        type: "string",
        default: "30",
        value: "SECONDS",
        means: "how long a server may say nothing (30)",
      },
      lock: {
        type: "string",
        default: join(root, "charts.lock.yaml"),
        value: "FILE",
        means: "the lock (charts.lock.yaml)",
      },
      imports: {
        type: "string",
        default: join(root, "imports"),
        value: "DIR",
        means: "what npm run import writes (imports)",
      },
      json: { type: "boolean", default: false, means: "outdated: the same as data" },
      to: { type: "string", value: "VERSION", means: "update: to this one" },
    },
    examples: ["pull", "outdated --json"],
    notes: "Passwords: STRATA_CHARTS_CREDENTIALS, or Helm's own files; see docs/charts.md.",
  });
