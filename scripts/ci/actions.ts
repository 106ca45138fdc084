import type { Action, Dialect } from "./dialect.ts";
import { cache, checkout } from "./dialect.ts";
import type { Job, Occasion, Right } from "./pipeline.ts";
import { night, pipeline } from "./pipeline.ts";
import type { Part } from "./text.ts";
import { fileText } from "./text.ts";

const permissionsOf: Readonly<Record<Right, Readonly<Record<string, string>>>> = {
  comment: { contents: "read", "pull-requests": "write" },
  push: { contents: "write" },
  attest: { contents: "read", "id-token": "write", attestations: "write" },
};

/** What a job runs for; `schedule` and the others are events of one workflow. */
const conditionOf: Readonly<Record<Occasion, string>> = {
  change: "github.event_name == 'pull_request'",
  renovate:
    "github.event_name == 'pull_request' && startsWith(github.head_ref, 'renovate/') && github.event.pull_request.head.repo.full_name == github.repository",
  merge: "github.event_name == 'push' && github.ref_type == 'branch'",
  night: "github.event_name == 'schedule'",
  release: "github.event_name == 'push' && github.ref_type == 'tag'",
};

/** .github/workflows/strata.yml, .forgejo/workflows/strata.yml; `branch` is the one that Argo CD reads. */
export function actionsFile(dialect: Dialect, branch: string): string {
  const value = {
    name: "strata",
    on: {
      pull_request: null,
      push: { branches: [branch], tags: ["v[0-9]*"] },
      schedule: [{ cron: `${night.minute} ${night.hour} * * *` }],
    },
    ...(dialect.hasPermissions ? { permissions: { contents: "read" } } : {}),
    env: { npm_config_cache: "${{ github.workspace }}/.cache/npm" },
  };
  const comments = [
    "Changes and the branch that Argo CD reads are checked; after a merge the pins of the merged commit are published.",
  ];
  const jobs = pipeline.map((job) => jobPart(job, dialect));
  const text = fileText([{ comments, value }, { value: { jobs: null } }, ...jobs]);
  return text
    .replace("jobs: null\n\n", "jobs:\n")
    .replaceAll(/(@[0-9a-f]{40})__(v\S+)/g, "$1 # $2");
}

function jobPart(job: Job, dialect: Dialect): Part {
  const { name, means, on, after, may, isAlone, isAtHome } = job;
  const condition = on.map((one) => conditionOf[one]).join(" || ");
  const { container } = dialect;
  return {
    comments: means,
    level: 1,
    value: {
      [name]: {
        if: isAtHome ? `${condition} && vars.HOME_RUNNER == 'true'` : condition,
        ...(after ? { needs: after } : {}),
        "runs-on": isAtHome ? "home" : dialect.runsOn,
        ...(container && !isAtHome ? { container: { image: container } } : {}),
        "timeout-minutes": 60,
        ...(may && dialect.hasPermissions ? { permissions: permissionsOf[may] } : {}),
        ...(isAlone ? { concurrency: { group: name, "cancel-in-progress": false } } : {}),
        steps: stepsOf(job, dialect),
      },
    },
  };
}

function stepsOf(
  { run, depth = 1, secret, restarts, may, keeps }: Job,
  dialect: Dialect,
): readonly unknown[] {
  // Both forges give each job a token of its own, which ends with it.
  const own = "${{ github.token }}";
  const tokens = restarts
    ? { [secret!]: `\${{ secrets.${secret} }}`, JOB_TOKEN: own }
    : { [secret!]: own };
  const env = secret ? { env: tokens } : {};
  return [
    {
      uses: reference(checkout, dialect),
      with: { "fetch-depth": depth, "persist-credentials": false },
    },
    {
      uses: reference(cache, dialect),
      with: { path: ".cache/npm", key: "npm-${{ hashFiles('package-lock.json') }}" },
    },
    ...run.map((command) => ({ run: command, ...env })),
    ...(may === "attest" && dialect.attest
      ? [
          {
            uses: reference(dialect.attest, dialect),
            with: { "subject-path": (keeps ?? []).join("\n") },
          },
        ]
      : []),
    ...(keeps
      ? [
          {
            if: "always()",
            uses: reference(dialect.upload, dialect),
            with: { path: keeps.join("\n") },
          },
        ]
      : []),
  ];
}

/** Renovate moves commit and version together. */
function reference({ name, commit, version }: Action, { actionsOf }: Dialect): string {
  return `${actionsOf}${name}@${commit}${mark}${version}`;
}

/** In place of the ` # ` before a comment, which YAML would put between quotes. */
const mark = "__";
