type Level = "info" | "warning" | "error" | "fatal";

/** A line as logrus prints it. */
export function log(level: Level, message: string): void {
  const time = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  console.error(`time="${time}" level=${level} msg=${JSON.stringify(message)}`);
}

export function fatal(message: string): never {
  log("fatal", message);
  process.exit(1);
}
