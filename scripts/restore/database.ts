import type { Kubectl } from "../kube/kubectl.ts";
import { listOf } from "../kube/kubectl.ts";
import type { Step } from "../run/step.ts";
import { failure } from "../tell/failure.ts";

/** A database, by the name that its component has given it. */
export interface DatabaseName {
  readonly namespace: string;
  readonly name: string;
}

/** What dumps it by schedule, and restores it where it is told of which moment. */
export interface Dumping {
  readonly spec: { readonly jobTemplate: { readonly metadata?: object; readonly spec: JobSpec } };
}

interface JobSpec {
  readonly template: {
    readonly spec: { readonly containers: readonly { readonly env?: readonly object[] }[] };
  };
}

interface Job {
  readonly status?: {
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** As `charts/parts/database/backup.ts` reads it. */
const variable = "RESTORE";
/** Later than any dump. */
const newest = "9999";
/** As long as a run of the schedule may take. */
const patienceSeconds = 3600;
const keptSeconds = 24 * 3600;

export async function findDumping(
  kubectl: Kubectl,
  { namespace, name }: DatabaseName,
): Promise<Dumping> {
  const inside = `--namespace=${namespace}`;
  const found = await kubectl.get<Dumping>("cronjobs", `${name}-backup`, inside);
  if (found) return found;
  const message = `has no CronJob "${name}-backup", so nobody dumps it; give the database a backup, or see which there are: ${kubectl.line("get", "cronjobs", inside)}`;
  throw failure(`${kubectl.cluster.name}/${namespace}/${name}`, message);
}

export interface DatabaseRestore {
  readonly kubectl: Kubectl;
  readonly database: DatabaseName;
  readonly dumping: Dumping;
  /** The newest dump that is not younger than this time. @default the newest of all */
  readonly at?: string;
  /** Tells its Job from those of other times. */
  readonly stamp: string;
}

/** The database becomes what a dump of it has. */
export function databaseStep(restore: DatabaseRestore): Step {
  const { kubectl, database, stamp } = restore;
  const { namespace, name } = database;
  const inside = `--namespace=${namespace}`;
  const job = `${name}-restore-${stamp}`;
  const look = kubectl.line("logs", inside, `job/${job}`);
  const is = async (wanted: string): Promise<boolean> => {
    const found = await kubectl.get<Job>("jobs", job, inside);
    const conditions = found?.status?.conditions ?? [];
    return conditions.some(({ type, status }) => type === wanted && status === "True");
  };
  return {
    name: `${kubectl.cluster.name}/${namespace}/${name}: has the data of its dump`,
    host: "here",
    isDone: () => is("Complete"),
    actions: () => [kubectl.apply(listOf([jobOf(restore, job)]))],
    waitSeconds: patienceSeconds,
    hopeless: async () =>
      (await is("Failed")) ? `Job "${job}" failed; read why: ${look}` : undefined,
    look,
  };
}

function jobOf({ database: { namespace }, dumping, at }: DatabaseRestore, name: string): object {
  const { metadata, spec: job } = dumping.spec.jobTemplate;
  const [container, ...others] = job.template.spec.containers;
  const env = [...(container!.env ?? []), { name: variable, value: at ? minuteOf(at) : newest }];
  const pod = { ...job.template.spec, containers: [{ ...container, env }, ...others] };
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { ...metadata, namespace, name },
    spec: {
      ...job,
      backoffLimit: 0,
      ttlSecondsAfterFinished: keptSeconds,
      template: { ...job.template, spec: pod },
    },
  };
}

/** In the form of a dump's name, whose clock is UTC. */
function minuteOf(at: string): string {
  const time = Date.parse(at);
  if (Number.isNaN(time))
    throw failure("--at", `"${at}" is no time; write it as 2026-11-21T15:00:00Z`);
  return new Date(time).toISOString().slice(0, 16).replace("T", "-").replace(":", "");
}
