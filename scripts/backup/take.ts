import { locked } from "../run/locked.ts";
import type { StepRun } from "../run/steps.ts";
import { runAction, tellAction } from "../run/steps.ts";
import type { Stored } from "./s3.ts";
import type { Source } from "./source.ts";
import { sizeText } from "./list.ts";
import type { Store } from "./store.ts";

/** One new backup, and what is too old after it. `store` opens the bucket when it is needed: a dry run needs none. */
export async function take(context: StepRun, source: Source, store: () => Store): Promise<void> {
  const { report, isDryRun } = context;
  const machines = source.machine ? [source.machine] : [];
  const stamp = new Date().toISOString().replace(/\D/g, "").slice(0, 14);
  const host = source.machine?.name ?? "here";
  await locked(context, machines, `backup ${source.folder}`, async (run) => {
    if (isDryRun) return tell(source, stamp, run);
    const start = performance.now();
    const stored = await save(source, stamp, store(), run);
    const old = await store().prune(source.folder);
    const seconds = Math.round((performance.now() - start) / 100) / 10;
    const text = `${stored.key}, ${sizeText(stored.bytes)}, read back, in ${seconds} s`;
    report.event({ event: "backup", ...stored });
    report.event({ event: "note", host, text });
    for (const key of old) report.event({ event: "note", host, text: `deleted ${key}` });
  });
}

/** Prepares, seals and uploads it; what `prepare` made is gone afterwards, however it ends. */
export async function save(
  source: Source,
  stamp: string,
  store: Store,
  run: StepRun,
): Promise<Stored> {
  try {
    for (const action of source.prepare(stamp)) await runAction(action, run);
    return await store.save(source.folder, [source.read(stamp)]);
  } finally {
    for (const action of source.clean(stamp)) await runAction(action, run);
  }
}

function tell(source: Source, stamp: string, run: StepRun): void {
  const { host, argv, shown } = source.read(stamp);
  for (const action of source.prepare(stamp)) tellAction(action, run);
  run.report.event({ event: "command", host, argv: shown === undefined ? argv : [shown] });
  for (const action of source.clean(stamp)) tellAction(action, run);
}
