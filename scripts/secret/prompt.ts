import { failure } from "../tell/failure.ts";

const enter = new Set(["\r", "\n", "\u0004"]);
const interrupt = "\u0003";
const erase = new Set(["\u007f", "\b"]);

/** Reads a line from the terminal and shows nothing of it. Throws on Ctrl-C. */
export function promptHidden(question: string): Promise<string> {
  const { stdin } = process;
  // Before the question: whoever sees it may type at once.
  stdin.setRawMode(true);
  process.stderr.write(question);
  stdin.resume();
  return new Promise((resolve, reject) => {
    let line = "";
    const end = (settle: () => void): void => {
      stdin.off("data", read);
      stdin.setRawMode(false);
      stdin.pause();
      process.stderr.write("\n");
      settle();
    };
    // A paste comes in one piece, with what was typed ahead for the next prompt behind its end.
    const read = (chunk: Buffer): void => {
      const characters = Array.from(chunk.toString("utf8"));
      for (const [index, character] of characters.entries()) {
        if (character === interrupt)
          return end(() => reject(failure("secret", "was interrupted; nothing was written")));
        if (enter.has(character)) {
          const rest = characters.slice(index + 1).join("");
          end(() => resolve(line));
          if (rest !== "") stdin.unshift(Buffer.from(rest));
          return;
        }
        line = erase.has(character) ? line.slice(0, -1) : line + character;
      }
    };
    stdin.on("data", read);
  });
}
