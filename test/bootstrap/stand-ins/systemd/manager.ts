import { existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Service } from "./service.ts";
import { findUnitFile, loadUnit, unitName } from "./unit-file.ts";

/** What a client is told: text for its two streams, and its exit code. */
export interface Reply {
  readonly out?: string;
  readonly error?: string;
  readonly code?: number;
}

const etc = "/etc/systemd/system";

/** The units of one host. Messages and exit codes are those of systemctl(1). */
export class Manager {
  readonly #services = new Map<string, Service>();

  /** Starts what the default target wants, all at once. */
  async boot(): Promise<void> {
    const wants = join(etc, "multi-user.target.wants");
    const wanted = existsSync(wants) ? readdirSync(wants) : [];
    await Promise.all(wanted.map(async (name) => this.#find(name)?.start()));
  }

  async start(names: readonly string[]): Promise<Reply> {
    for (const name of names) {
      const service = this.#find(name);
      if (!service) return missing("start", name);
      const result = await service.start();
      if (result !== "done") return failedJob(service, result);
    }
    return {};
  }

  async stop(names: readonly string[]): Promise<Reply> {
    for (const name of names) {
      const service = this.#find(name);
      if (!service) return missing("stop", name);
      await service.stop();
    }
    return {};
  }

  async restart(names: readonly string[]): Promise<Reply> {
    for (const name of names) {
      const service = this.#find(name);
      if (!service) return missing("restart", name);
      await service.stop();
      const result = await service.start();
      if (result !== "done") return failedJob(service, result);
    }
    return {};
  }

  /** Reads all unit files again. */
  daemonReload(): Reply {
    for (const [name, service] of this.#services) {
      const unit = loadUnit(name);
      if (unit) service.reload(unit);
    }
    return {};
  }

  enable(names: readonly string[]): Reply {
    const lines: string[] = [];
    for (const name of names.map(unitName)) {
      const file = findUnitFile(name);
      if (!file)
        return { error: `Failed to enable unit: Unit file ${name} does not exist.`, code: 1 };
      const targets = loadUnit(name)?.["Install"]?.["WantedBy"] ?? [];
      for (const link of targets.map((target) => join(etc, `${target}.wants`, name))) {
        if (existsSync(link)) continue;
        mkdirSync(join(link, ".."), { recursive: true });
        rmSync(link, { force: true });
        symlinkSync(file, link);
        lines.push(`Created symlink ${link} → ${file}.`);
      }
    }
    return { error: lines.join("\n") };
  }

  disable(names: readonly string[]): Reply {
    const lines: string[] = [];
    for (const name of names.map(unitName)) {
      if (!findUnitFile(name))
        return { error: `Failed to disable unit: Unit file ${name} does not exist.`, code: 1 };
      for (const link of linksTo(name)) {
        rmSync(link);
        lines.push(`Removed "${link}".`);
      }
    }
    return { error: lines.join("\n") };
  }

  isActive(names: readonly string[]): Reply {
    const states = names.map((name) => this.#find(name)?.state ?? "inactive");
    return { out: states.join("\n"), code: states.includes("active") ? 0 : 3 };
  }

  isFailed(names: readonly string[]): Reply {
    const states = names.map((name) => this.#find(name)?.state ?? "inactive");
    return { out: states.join("\n"), code: states.includes("failed") ? 0 : 1 };
  }

  isEnabled(names: readonly string[]): Reply {
    const name = unitName(names[0] ?? "");
    if (!findUnitFile(name))
      return {
        error: `Failed to get unit file state for ${name}: No such file or directory`,
        code: 1,
      };
    if (linksTo(name).length > 0) return { out: "enabled" };
    const hasInstall = loadUnit(name)?.["Install"] !== undefined;
    return hasInstall ? { out: "disabled", code: 1 } : { out: "static" };
  }

  status(names: readonly string[]): Reply {
    const name = unitName(names[0] ?? "");
    const service = this.#find(name);
    if (!service) return { error: `Unit ${name} could not be found.`, code: 4 };
    const { state, mainPid, description, result } = service;
    const reason =
      state === "failed" ? ` (Result: ${result})` : state === "active" ? " (running)" : "";
    const lines = [
      `● ${name} - ${description}`,
      `     Loaded: loaded (${findUnitFile(name)}; ${this.isEnabled([name]).out})`,
      `     Active: ${state}${reason}`,
      ...(mainPid ? [`   Main PID: ${mainPid}`] : []),
    ];
    return { out: lines.join("\n"), code: state === "active" ? 0 : 3 };
  }

  show(names: readonly string[]): Reply {
    const name = unitName(names[0] ?? "");
    const service = this.#find(name);
    const enabled = this.isEnabled([name]).out ?? "";
    const properties = {
      Id: name,
      LoadState: service ? "loaded" : "not-found",
      ActiveState: service?.state ?? "inactive",
      UnitFileState: enabled,
      MainPID: service?.mainPid ?? 0,
      Result: service?.result ?? "success",
      ExecMainStatus: service?.exitStatus ?? 0,
    };
    return {
      out: Object.entries(properties)
        .map(([key, value]) => `${key}=${value}`)
        .join("\n"),
    };
  }

  #find(name: string): Service | undefined {
    const full = unitName(name);
    const known = this.#services.get(full);
    if (known) return known;
    const unit = loadUnit(full);
    if (!unit) return undefined;
    const service = new Service(full, unit);
    this.#services.set(full, service);
    return service;
  }
}

function missing(verb: string, name: string): Reply {
  const unit = unitName(name);
  const error =
    verb === "stop"
      ? `Failed to stop ${unit}: Unit ${unit} not loaded.`
      : `Failed to ${verb} ${unit}: Unit ${unit} not found.`;
  return { error, code: 5 };
}

function failedJob({ name }: Service, result: string): Reply {
  const because =
    result === "timeout" ? "a timeout was exceeded" : "the control process exited with error code";
  const error = `Job for ${name} failed because ${because}.\nSee "systemctl status ${name}" and "journalctl -xeu ${name}" for details.`;
  return { error, code: 1 };
}

function linksTo(unit: string): string[] {
  if (!existsSync(etc)) return [];
  return readdirSync(etc)
    .filter((folder) => folder.endsWith(".wants"))
    .map((folder) => join(etc, folder, unit))
    .filter((link) => isLink(link));
}

function isLink(path: string): boolean {
  try {
    return readlinkSync(path) !== "";
  } catch {
    return false;
  }
}
