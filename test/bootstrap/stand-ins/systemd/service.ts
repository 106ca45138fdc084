import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pipeToJournal, writeJournal } from "./journal.ts";
import { Notifications } from "./notify.ts";
import type { UnitFile } from "./unit-file.ts";
import { milliseconds, wordsOf } from "./unit-file.ts";

export type ActiveState = "inactive" | "activating" | "active" | "deactivating" | "failed";

/** How a start ended: `failed` and `timeout` are the results that systemctl has words for. */
export type StartResult = "done" | "failed" | "timeout";

/** A service of a host: its unit file's commands are run for real. */
export class Service {
  readonly name: string;
  state: ActiveState = "inactive";
  /** As in `status`: how the last run ended. */
  result = "success";
  exitStatus = 0;
  #unit: UnitFile;
  #main: ChildProcess | undefined;
  #isWanted = false;
  #run = 0;

  constructor(name: string, unit: UnitFile) {
    this.name = name;
    this.#unit = unit;
  }

  get mainPid(): number {
    return this.#main?.pid ?? 0;
  }

  /** Takes effect at the next start, as daemon-reload does. */
  reload(unit: UnitFile): void {
    this.#unit = unit;
  }

  async start(): Promise<StartResult> {
    if (this.state === "active") return "done";
    this.#isWanted = true;
    return this.#begin();
  }

  async stop(): Promise<void> {
    this.#isWanted = false;
    this.#run++;
    const main = this.#main;
    if (this.state === "inactive" || this.state === "failed") return;
    this.state = "deactivating";
    for (const command of this.#all("ExecStop")) await this.#exec(command);
    if (main) await this.#end(main);
    this.#settle("inactive");
    writeJournal(this.name, "systemd[1]", `Stopped ${this.name} - ${this.description}.`);
  }

  get description(): string {
    return this.#unit["Unit"]?.["Description"]?.at(-1) ?? this.name;
  }

  #settle(state: ActiveState): void {
    this.state = state;
    if (state === "inactive" || state === "failed") this.#main = undefined;
  }

  async #begin(): Promise<StartResult> {
    const run = ++this.#run;
    this.state = "activating";
    writeJournal(this.name, "systemd[1]", `Starting ${this.name} - ${this.description}...`);
    for (const command of this.#all("ExecStartPre")) {
      if ((await this.#exec(command)) === 0) continue;
      return this.#fail(run, "exit-code");
    }
    const result = await (this.#type === "oneshot" ? this.#runOnce() : this.#launch(run));
    if (result !== "done") return result;
    if (this.#run === run)
      writeJournal(this.name, "systemd[1]", `Started ${this.name} - ${this.description}.`);
    return "done";
  }

  async #runOnce(): Promise<StartResult> {
    for (const command of this.#all("ExecStart"))
      if ((await this.#exec(command)) !== 0) return this.#fail(this.#run, "exit-code");
    this.#settle(this.#one("RemainAfterExit") === "yes" ? "active" : "inactive");
    return "done";
  }

  async #launch(run: number): Promise<StartResult> {
    const isNotify = this.#type === "notify";
    const ready = isNotify ? new Notifications(this.name) : undefined;
    const child = this.#spawn(this.#one("ExecStart") ?? "", ready?.environment);
    this.#main = child;
    const ended = new Promise<"ended">((resolve) => {
      child.on("exit", (code, signal) => {
        ready?.close();
        resolve("ended");
        this.#exitStatus(code, signal);
        if (this.#run === run && this.state !== "activating") void this.#onEnd(run);
      });
    });
    const limit = milliseconds(this.#one("TimeoutStartSec") ?? "90s") || 2 ** 31 - 1;
    const waiting = new AbortController();
    const outcome = await Promise.race([
      ...(ready ? [ready.ready] : [sleep(20, "ready" as const)]),
      ended,
      sleep(limit, "timeout" as const, { signal: waiting.signal }).catch(() => "ended" as const),
    ]);
    waiting.abort();
    if (this.#run !== run) return "failed";
    if (outcome === "ready") {
      this.state = "active";
      return "done";
    }
    if (outcome === "timeout") await this.#end(child);
    void this.#onEnd(run, outcome === "timeout" ? "timeout" : "exit-code");
    return outcome === "timeout" ? "timeout" : "failed";
  }

  /** The main process is gone without having been asked to. */
  async #onEnd(run: number, result = "exit-code"): Promise<void> {
    const isBad = this.exitStatus !== 0 || this.state === "activating";
    if (!isBad) this.#settle("inactive");
    else this.#fail(run, result);
    const restart = this.#one("Restart") ?? "no";
    const isDue = restart === "always" || (restart.startsWith("on-") && isBad);
    if (!isDue || !this.#isWanted) return;
    this.state = "activating";
    const pause = milliseconds(this.#one("RestartSec") ?? "100ms");
    await sleep(pause);
    if (this.#run === run && this.#isWanted) await this.#begin();
  }

  #fail(run: number, result: string): "failed" {
    if (this.#run !== run) return "failed";
    this.result = result;
    this.#settle("failed");
    writeJournal(this.name, "systemd[1]", `${this.name}: Failed with result '${result}'.`);
    writeJournal(this.name, "systemd[1]", `Failed to start ${this.name} - ${this.description}.`);
    return "failed";
  }

  #exitStatus(code: number | null, signal: string | null): void {
    this.exitStatus = code ?? 1;
    const how = signal ? `code=killed, status=${signal}` : `code=exited, status=${code}`;
    writeJournal(this.name, "systemd[1]", `${this.name}: Main process exited, ${how}`);
  }

  async #end(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    const isWhole = (this.#one("KillMode") ?? "control-group") === "control-group";
    const kill = (signal: NodeJS.Signals): void => signalTo(child, isWhole, signal);
    kill("SIGTERM");
    const limit = milliseconds(this.#one("TimeoutStopSec") ?? "90s");
    const timer = setTimeout(() => kill("SIGKILL"), limit);
    await gone;
    clearTimeout(timer);
  }

  /** Exit code; a command that begins with a minus sign cannot fail. */
  #exec(line: string): Promise<number> {
    const isFree = line.startsWith("-");
    const child = this.#spawn(line.replace(/^[-@+!:]+/, ""));
    return new Promise((resolve) => {
      child.on("exit", (code) => resolve(isFree ? 0 : (code ?? 1)));
    });
  }

  #spawn(line: string, more: Readonly<Record<string, string>> = {}): ChildProcess {
    const environment = { ...this.#environment(), ...more };
    const [program = "false", ...args] = wordsOf(line.replace(/^[-@+!:]+/, ""), environment);
    const child = spawn(program, args, {
      env: environment,
      cwd: this.#one("WorkingDirectory") ?? "/",
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const source = `${basename(program)}[${child.pid ?? 0}]`;
    for (const stream of [child.stdout, child.stderr]) pipeToJournal(this.name, source, stream);
    child.on("error", ({ message }) => {
      writeJournal(this.name, "systemd[1]", `${this.name}: Failed at step EXEC: ${message}`);
      child.emit("exit", 203, null);
    });
    return child;
  }

  #environment(): Record<string, string> {
    const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    const environment: Record<string, string> = { PATH: path, LANG: "C.UTF-8" };
    const add = (text: string): void => {
      const [, name, value = ""] = /^\s*([A-Za-z_]\w*)=(.*)$/.exec(text) ?? [];
      if (name) environment[name] = value.replace(/^(["'])(.*)\1$/, "$2");
    };
    for (const line of this.#all("Environment")) wordsOf(line, {}).forEach(add);
    for (const entry of this.#all("EnvironmentFile")) {
      const file = entry.replace(/^-/, "");
      if (existsSync(file)) readFileSync(file, "utf8").split("\n").forEach(add);
    }
    return environment;
  }

  get #type(): string {
    return this.#one("Type") ?? "simple";
  }

  #all(key: string): readonly string[] {
    return this.#unit["Service"]?.[key] ?? [];
  }

  #one(key: string): string | undefined {
    return this.#all(key).at(-1);
  }
}

function signalTo({ pid }: ChildProcess, isWhole: boolean, signal: NodeJS.Signals): void {
  try {
    process.kill(isWhole ? -pid! : pid!, signal);
  } catch {
    // It has ended already.
  }
}
