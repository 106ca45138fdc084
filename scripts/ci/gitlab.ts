import type { Job, Occasion } from "./pipeline.ts";
import { image, pipeline } from "./pipeline.ts";
import type { Part } from "./text.ts";
import { fileText } from "./text.ts";

const onBranch = {
  if: "$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_PIPELINE_SOURCE != 'schedule'",
};
const rules: Readonly<Record<Occasion, { readonly if: string }>> = {
  change: { if: '$CI_PIPELINE_SOURCE == "merge_request_event"' },
  renovate: {
    if: '$CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_BRANCH_NAME =~ /^renovate./ && $CI_MERGE_REQUEST_SOURCE_PROJECT_ID == $CI_PROJECT_ID',
  },
  merge: onBranch,
  night: { if: '$CI_PIPELINE_SOURCE == "schedule"' },
  release: { if: "$CI_COMMIT_TAG =~ /^v[0-9]/" },
};

const head: readonly Part[] = [
  {
    comments: [
      "Merge requests and the default branch are checked; after a merge the pins of the merged commit are published.",
    ],
    value: {
      workflow: {
        rules: [
          { if: "$CI_COMMIT_TAG =~ /^pin\\//", when: "never" },
          rules.change,
          rules.merge,
          rules.night,
          rules.release,
        ],
      },
    },
  },
  {
    value: {
      default: {
        image,
        cache: { key: { files: ["package-lock.json"] }, paths: [".cache/npm"] },
        interruptible: true,
      },
      variables: { npm_config_cache: "$CI_PROJECT_DIR/.cache/npm", GIT_DEPTH: "1" },
    },
  },
];

/** .gitlab-ci.yml */
export function gitlabFile(): string {
  const stages = { stages: ["check", "publish"] };
  return fileText([...head, { value: stages }, ...pipeline.map(jobPart)]);
}

function jobPart(job: Job): Part {
  const { name, means, run, after, depth = 1, isAlone, keeps, isAtHome } = job;
  const variables = {
    ...(depth === 1 ? {} : { GIT_DEPTH: String(depth) }),
    ...(job.may === "attest" ? { RUNNER_GENERATE_ARTIFACTS_METADATA: "true" } : {}),
  };
  return {
    comments: [...means, ...needed(job)],
    value: {
      [name]: {
        stage: after ? "publish" : "check",
        rules: job.on.map((occasion) => ruleOf(occasion, isAtHome)),
        ...(isAtHome ? { tags: ["home"] } : {}),
        ...(isAlone ? { resource_group: name, interruptible: false } : {}),
        ...(Object.keys(variables).length > 0 ? { variables } : {}),
        script: run,
        ...(keeps ? { artifacts: { paths: keeps, when: "always" } } : {}),
      },
    },
  };
}

/** A runner with the tag `home` is asked for where somebody says that there is one. */
function ruleOf(occasion: Occasion, isAtHome = false): { readonly if: string } {
  const rule = rules[occasion];
  return isAtHome ? { if: `${rule.if} && $HOME_RUNNER == "true"` } : rule;
}

function needed({ secret, may, isAtHome, on }: Job): readonly string[] {
  if (isAtHome)
    return ['It runs when the variable HOME_RUNNER is "true", on a runner with the tag home.'];
  if (!secret) return [];
  const scope = may === "push" ? "write_repository" : "api";
  const role = may === "push" ? "Developer" : "Reporter";
  // Merge requests have no protected variables.
  const kind = may === "push" && on.includes("merge") ? "masked and protected" : "masked";
  return [
    `Needs the variable ${secret}, ${kind}: a project access token with the role ${role}`,
    `and the scope ${scope}.`,
  ];
}
