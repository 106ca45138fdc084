/** /etc/fstab without swap, and with this line for its mount point; nofail: a missing disk must not stop the start. */
export function withMount(text: string, uuid: string, path: string): string {
  const line = `UUID=${uuid} ${path} ext4 defaults,nofail 0 2`;
  const others = text.split("\n").filter((one) => one !== "" && fieldsOf(one)[1] !== path);
  return [...others, line, ""].join("\n");
}

/** Swap comes back at the next start unless its line is out. */
export function withoutSwap(text: string): string {
  return text
    .split("\n")
    .map((line) => (hasSwap(line) ? `# ${line}` : line))
    .join("\n");
}

export function hasSwap(line: string): boolean {
  return fieldsOf(line)[2] === "swap";
}

function fieldsOf(line: string): string[] {
  return line.startsWith("#") ? [] : line.trim().split(/\s+/);
}
