import type { JobSpec } from "../../../lib/kubernetes/constructs.ts";
import { k8s } from "../../../lib/kubernetes/constructs.ts";
import type { Scope } from "../../../lib/model/scope.ts";
import { addAccount } from "./app.ts";
import { podIssues } from "./complaints.ts";
import { hashOf } from "./files.ts";
import { networkPolicy } from "./network.ts";
import type { PodOptions } from "./options.ts";
import { selectorOf } from "./options.ts";
import { podTemplate } from "./pod.ts";
import { addClaims } from "./volumes.ts";

interface Running extends PodOptions {
  /** How often a pod that failed is made anew, after 10 s and twice as long each time. @default 6, by schedule 2 */
  readonly retries?: number;
  /** Seconds after which it has failed. @default 600 for a job, 3600 for one by schedule */
  readonly deadlineSeconds?: number;
}

export type JobOptions = Running;

export interface CronJobOptions extends Running {
  /** In the format of cron. */
  readonly schedule: string;
  /** As `Europe/Brussels`. @default that of the cluster's controllers, most often UTC */
  readonly timeZone?: string;
  /** What becomes of a run whose time comes while the last one goes on. @default "Forbid" */
  readonly concurrency?: "Allow" | "Forbid" | "Replace";
  /** How many ended runs are kept to look at. @default 3 and 1 */
  readonly history?: { readonly succeeded: number; readonly failed: number };
  /** Seconds that a run may be late, as after a night without power. @default however late */
  readonly startingDeadlineSeconds?: number;
}

/**
 * Runs once, and again whenever it is another: its name carries a hash, since nobody can change a Job. It stays when it
 * has ended: one that was tidied away would be missing, and Argo CD would make it again and again.
 */
export function job(scope: Scope, options: JobOptions): void {
  const { name } = options;
  addSurroundings(scope, options);
  addClaims(scope, options);
  // What it needs may start beside it: it tries as long as it may.
  const spec = jobSpec(scope, options, { retries: 6, deadlineSeconds: 600 });
  new k8s.KubeJob(scope, `${name}-job`, {
    metadata: { name: `${name}-${hashOf(spec)}`, labels: selectorOf(name) },
    spec,
  });
}

/** What runs by a schedule holds nothing up: neither a run that failed, nor a volume that waits for the first one. */
const unjudged = { "argocd.argoproj.io/ignore-healthcheck": "true" };

/** Runs by a schedule. */
export function cronJob(scope: Scope, options: CronJobOptions): void {
  const { name, schedule, timeZone, concurrency = "Forbid", startingDeadlineSeconds } = options;
  const { succeeded, failed } = options.history ?? { succeeded: 3, failed: 1 };
  addSurroundings(scope, options);
  addClaims(scope, options, unjudged);
  new k8s.KubeCronJob(scope, `${name}-cronjob`, {
    metadata: { name, labels: selectorOf(name), annotations: unjudged },
    spec: {
      schedule,
      timeZone,
      concurrencyPolicy: concurrency,
      startingDeadlineSeconds,
      successfulJobsHistoryLimit: succeeded,
      failedJobsHistoryLimit: failed,
      jobTemplate: {
        metadata: { labels: selectorOf(name) },
        spec: jobSpec(scope, options, { retries: 2, deadlineSeconds: 3600 }),
      },
    },
  });
}

function addSurroundings(scope: Scope, options: Running): void {
  for (const issue of podIssues(scope, options)) scope.complain(`job "${options.name}" ${issue}`);
  addAccount(scope, options.name);
  networkPolicy(scope, options);
}

function jobSpec(
  scope: Scope,
  options: Running,
  preset: { readonly retries: number; readonly deadlineSeconds: number },
): JobSpec {
  const { retries, deadlineSeconds } = options;
  return {
    backoffLimit: retries ?? preset.retries,
    activeDeadlineSeconds: deadlineSeconds ?? preset.deadlineSeconds,
    template: podTemplate(scope, "job", options, { restartPolicy: "Never" }),
  };
}
