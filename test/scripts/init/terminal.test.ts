import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { Interrupted, openTerminal } from "../../../scripts/init/terminal.ts";
import { question } from "../../../scripts/init/question.ts";

const storage = question({
  name: "storage",
  topic: "storage",
  words: ["local-path", "none"],
  means: "where volumes are",
  fallback: () => "none",
  read: () => "none",
});

it("shows what Enter takes, takes what is typed ahead, and tells that the person has gone", async () => {
  const [input, output] = [new PassThrough(), new PassThrough()];
  let shown = "";
  output.on("data", (chunk) => (shown += String(chunk)));
  const terminal = openTerminal({}, input, output);
  // Whoever pastes has answered before the question.
  input.write("\n longhorn \n");
  expect(await terminal.ask(storage, "none")).toBe("none");
  expect(await terminal.ask(storage, "none")).toBe("longhorn");
  terminal.tell({ place: "--storage", message: "that is none" });
  input.end();
  await expect(terminal.ask(storage, "none")).rejects.toBeInstanceOf(Interrupted);
  terminal.close();
  expect(shown).toContain(
    "6 of 10: storage\n  where volumes are (local-path, none) [none]:   where volumes are",
  );
  expect(shown).toContain("    that is none\n");
});
