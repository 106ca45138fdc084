import { connect } from "node:net";
import type { Reply } from "../manager.ts";
import { socketPath } from "../protocol.ts";
import { unitName } from "../unit-file.ts";

// Asks the manager of this host, in the words of systemctl(1).
const known = new Set(["now", "quiet", "no-pager", "full", "plain", "no-legend", "no-block", "q"]);
const args = process.argv.slice(2);
const options = new Map<string, string>();
const words: string[] = [];
while (args.length > 0) {
  const word = args.shift()!;
  const [, name, value] = /^--?([\w-]+)(?:=(.*))?$/.exec(word) ?? [];
  if (!name) words.push(word);
  else if (name === "p" || name === "property" || name === "n" || name === "lines")
    options.set(name[0]!, value ?? args.shift() ?? "");
  else if (name === "value") options.set(name, "");
  else if (known.has(name)) options.set(name === "q" ? "quiet" : name, "");
  else end({ error: `systemctl: unrecognized option '${word}'`, code: 1 });
}
const [verb = "status", ...units] = words;
const aliases: Readonly<Record<string, string>> = { halt: "poweroff", "try-restart": "restart" };
const reply = await ask(aliases[verb] ?? verb, units);
const isNow = options.has("now") && !reply.code;
if (isNow && verb === "enable") end(merge(reply, await ask("start", units)));
if (isNow && verb === "disable") end(merge(reply, await ask("stop", units)));
end(verb === "show" ? selected(reply) : reply);

function ask(request: string, names: readonly string[]): Promise<Reply> {
  return new Promise((resolve) => {
    const socket = connect(socketPath);
    let text = "";
    socket.on("data", (part) => (text += part.toString()));
    socket.on("error", () => {
      const error = "Failed to connect to bus: No such file or directory";
      resolve({ error, code: 1 });
    });
    socket.on("end", () => resolve(JSON.parse(text || "{}") as Reply));
    const isNoBlock = options.has("no-block");
    socket.end(JSON.stringify({ verb: request, units: names.map(unitName), isNoBlock }));
  });
}

function merge(first: Reply, second: Reply): Reply {
  const error = [first.error, second.error].filter(Boolean).join("\n");
  return { ...second, error };
}

function selected(all: Reply): Reply {
  const wanted = options.get("p")?.split(",");
  const lines = (all.out ?? "").split("\n").filter((line) => {
    return !wanted || wanted.includes(line.split("=")[0]!);
  });
  return {
    out: lines.map((line) => (options.has("value") ? line.replace(/^\w+=/, "") : line)).join("\n"),
  };
}

function end({ out, error, code = 0 }: Reply): never {
  if (error) process.stderr.write(`${error}\n`);
  if (out && !options.has("quiet")) process.stdout.write(`${out}\n`);
  process.exit(code);
}
