import { pick } from "../../lib/support/random.ts";
import type { Ended, Workspace } from "./workspace.ts";
import { requireCode } from "./workspace.ts";

/** A step that had something to do, in seconds since the start of its run. */
export interface Timed {
  /** `<host>: <name>`; empty for what comes before the first step. */
  readonly id: string;
  readonly begin: number;
  readonly end: number;
}

/** When to kill: after this share of the time that the step took undisturbed, at its end at the latest. */
export interface Moment {
  readonly step: string;
  /** From 0 to 1. */
  readonly share: number;
}

type Command = readonly [script: string, ...words: string[]];

interface StepEvent {
  readonly id: string;
  readonly state: "started" | "already" | "done" | "failed";
}

function stepOf(line: string): StepEvent | undefined {
  const { event, host, step, state } = JSON.parse(line) as Record<string, string>;
  return event === "step"
    ? { id: `${host}: ${step}`, state: state as StepEvent["state"] }
    : undefined;
}

/** Runs a command to its good end. Returns what it did, by the order of the ends. */
export async function runTimed(work: Workspace, [script, ...words]: Command): Promise<Timed[]> {
  const start = performance.now();
  const now = (): number => (performance.now() - start) / 1000;
  const begins = new Map<string, number>();
  const steps: Timed[] = [];
  const ended = await work.run(script, [...words, "--json"], {
    onLine(line) {
      const found = stepOf(line);
      if (!found) return;
      if (begins.size === 0) steps.push({ id: "", begin: 0, end: now() });
      if (found.state === "started") begins.set(found.id, now());
      if (found.state === "done")
        steps.push({ id: found.id, begin: begins.get(found.id)!, end: now() });
    },
  });
  requireGood(ended, 1);
  return steps;
}

/** Runs a command until it ends by itself, and kills it at one of the moments in each run. Returns the kills. */
export async function killedAt(
  work: Workspace,
  [script, ...words]: Command,
  moments: readonly Moment[],
  steps: readonly Timed[],
  say: (line: string) => void = () => {},
): Promise<number> {
  const pending = [...moments];
  for (let kills = 0; ; kills++) {
    const timers: NodeJS.Timeout[] = [];
    let isKilled = false;
    const killFor = (moment: Moment, kill: () => void): void => {
      if (isKilled) return;
      isKilled = true;
      pending.splice(pending.indexOf(moment), 1);
      kill();
    };
    const arm = (id: string, kill: () => void): void => {
      const { begin, end } = steps.find((step) => step.id === id) ?? { begin: 0, end: 0 };
      for (const moment of pending.filter(({ step, share }) => step === id && share < 1))
        timers.push(setTimeout(() => killFor(moment, kill), moment.share * (end - begin) * 1000));
    };
    const ended = await work.run(script, [...words, "--json"], {
      onStart: (kill) => arm("", kill),
      onLine(line, kill) {
        const found = isKilled ? undefined : stepOf(line);
        const due = pending.find(({ step }) => step === "" || step === found?.id);
        if (found?.state === "started") arm(found.id, kill);
        if (found && due && (due.step === "" || found.state !== "started")) killFor(due, kill);
      },
    });
    timers.forEach(clearTimeout);
    if (isKilled && ended.code === 137) {
      if ((kills + 1) % 10 === 0) say(`  ${kills + 1} kills`);
      continue;
    }
    requireGood(ended, kills + 1);
    if (pending.length === 0) return kills;
    throw new Error(`${pending.length} moments never came, such as in "${pending[0]!.step}"`);
  }
}

function requireGood(ended: Ended, run: number): void {
  requireCode(0, { ...ended, out: ended.out.slice(-3000) }, `run ${run}`);
}

/** So many moments, in turn in any step and at any time of the whole, in the order in which they come. */
export function momentsOf(
  steps: readonly Timed[],
  count: number,
  random: () => number,
): readonly Moment[] {
  const whole = Math.max(...steps.map(({ end }) => end));
  const drawn = Array.from({ length: count }, (_, i) => {
    if (i % 2 === 0) return { of: pick(random, steps), share: random() };
    const at = random() * whole;
    const of = pick(
      random,
      steps.filter(({ begin, end }) => begin <= at && at <= end),
    );
    return { of, share: (at - of.begin) / (of.end - of.begin) };
  });
  const at = ({ of, share }: (typeof drawn)[number]): number =>
    of.begin + share * (of.end - of.begin);
  return drawn
    .toSorted((a, b) => at(a) - at(b))
    .map(({ of, share }) => ({ step: of.id, share: Math.min(share, 0.999) }));
}
