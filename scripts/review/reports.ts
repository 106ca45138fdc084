import { createHash } from "node:crypto";
import type { Review } from "../../lib/review/review.ts";
import { refusedBy } from "../../lib/review/review.ts";
import type { Finding } from "../../lib/review/support/finding.ts";
import type { Compared } from "./summary.ts";

/** Everything, for programs. */
export function reviewJson(review: Review, compared: Compared): string {
  const isPassed = refusedBy(review).length === 0;
  return `${JSON.stringify({ ...compared, gate: isPassed ? "passed" : "refused", ...review }, undefined, 2)}\n`;
}

function textOf({ place, message, todo, allowed }: Finding): string {
  const end = allowed === undefined ? todo : `allowed: ${allowed}`;
  return `${place}: ${message}${end === undefined ? "" : `; ${end}`}`;
}

/** The same for the same finding in the next run, whatever line it stands in. */
function fingerprintOf({ place, rule, message }: Finding): string {
  return createHash("sha256")
    .update(JSON.stringify([place, rule, message]))
    .digest("hex");
}

const severities = { stop: "blocker", warning: "major", note: "info" } as const;

/** GitLab's report of Code Quality, which stands in the merge request's own view. */
export function codeQuality({ findings }: Review): string {
  const issues = findings.map((finding) => ({
    description: textOf(finding),
    check_name: finding.rule,
    fingerprint: fingerprintOf(finding),
    severity: finding.allowed === undefined ? severities[finding.level] : "minor",
    location: { path: finding.path, lines: { begin: finding.line ?? 1 } },
  }));
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}

const sarifLevels = { stop: "error", warning: "warning", note: "note" } as const;

/** SARIF 2.1.0, which GitHub's code scanning reads. */
export function sarif({ findings }: Review): string {
  const rules = [...new Set(findings.map(({ rule }) => rule))].toSorted();
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "strata", rules: rules.map((id) => ({ id })) } },
        results: findings.map((finding) => ({
          ruleId: finding.rule,
          ruleIndex: rules.indexOf(finding.rule),
          level: sarifLevels[finding.level],
          message: { text: textOf(finding) },
          locations: [
            {
              physicalLocation: {
                artifactLocation: { uri: encodeURI(finding.path) },
                region: { startLine: finding.line ?? 1 },
              },
            },
          ],
          partialFingerprints: { finding: fingerprintOf(finding) },
          ...(finding.allowed !== undefined && {
            suppressions: [{ kind: "external", justification: finding.allowed }],
          }),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}
