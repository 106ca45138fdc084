/**
 * When a job runs: for each state of a merge request, for each of one of Renovate's own branches, after a merge, each
 * night, for a release of the fleet.
 */
export type Occasion = "change" | "renovate" | "merge" | "night" | "release";

/** What a job may do beside reading the repository. */
export type Right = "comment" | "push" | "attest";

/** A job of the pipeline, the same whoever runs it. */
export interface Job {
  readonly name: string;
  /** Stands above it in the file. */
  readonly means: readonly string[];
  readonly on: readonly Occasion[];
  /** Jobs that must have passed. */
  readonly after?: readonly string[];
  /** Lines of a POSIX shell at the root of a clean clone, with git, Node 20 or newer and npm. */
  readonly run: readonly string[];
  readonly may?: Right;
  /** A secret of the project that its commands read, where the forge gives the job no token of its own. */
  readonly secret?: string;
  /** What it pushes has to start a pipeline, which no push with a forge's own token of a job does. */
  readonly restarts?: boolean;
  /** Commits that the clone has; all of them where it is 0. @default 1 */
  readonly depth?: number;
  /** Never two at once, and never ended half way. */
  readonly isAlone?: boolean;
  /** Files that are kept. */
  readonly keeps?: readonly string[];
  /** Runs where the clusters can be reached, and only there. */
  readonly isAtHome?: boolean;
}

/** With git, and with glibc, which the Node of package-lock.json needs. */
export const image = "node:24-bookworm";

/** Minutes after midnight, UTC, at which the night's jobs start; not the full hour, at which everybody's do. */
export const night = { hour: 3, minute: 17 };

export const pipeline: readonly Job[] = [
  {
    name: "check",
    means: ["What `npm run check` says on a computer: format, lint, types, dist/, tests."],
    on: ["change", "merge"],
    run: ["npm run check"],
  },
  {
    name: "review",
    means: [
      "Says in a note of the merge request what it will do to the clusters, and fails where that destroys data or",
      "cannot be synced. A note of an earlier state is replaced.",
    ],
    on: ["change"],
    run: ["npm run note"],
    may: "comment",
    secret: "REVIEW_TOKEN",
    depth: 2,
  },
  {
    name: "render",
    means: [
      "For a Renovate that runs no commands: renders what its update changes, and pushes that to the same branch.",
      "Nothing is pushed where that is done already.",
    ],
    on: ["renovate"],
    run: ["npm run rerender"],
    may: "push",
    secret: "RENDER_TOKEN",
    restarts: true,
  },
  {
    name: "publish",
    means: [
      "The pins of the merged commit. Where the pre-push hook has done this already there is nothing to do.",
    ],
    on: ["merge"],
    after: ["check"],
    run: ["npm run publish -- --ci"],
    may: "push",
    secret: "PUBLISH_TOKEN",
    isAlone: true,
  },
  {
    name: "outdated",
    means: ["Charts that have newer versions, and whether dist/ is what the data says."],
    on: ["night"],
    run: ["npm run synth -- --check", "npm run charts -- outdated"],
  },
  {
    name: "drift",
    means: [
      "What the clusters run beside what the fleet says: Applications out of sync, pods, certificates, backups.",
      "Runs on a runner of your own that reaches them and has their kubeconfigs, where there is one.",
    ],
    on: ["night"],
    run: ["npm run health -- --report"],
    keeps: ["health-*.txt"],
    isAtHome: true,
  },
  {
    name: "release",
    means: ["What a release consists of: its source, its packages, and where it was made."],
    on: ["release"],
    run: [
      "npm run check -- --all",
      "npm sbom --sbom-format cyclonedx --omit dev > sbom.json",
      "git archive --format=tar.gz --output=source.tar.gz HEAD",
    ],
    may: "attest",
    keeps: ["sbom.json", "source.tar.gz"],
  },
];
