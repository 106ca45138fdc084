const units = [
  ["d", 86_400],
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
] as const;

/** A span of time in its two largest units: `3 d 4 h`, `12 min 5 s`, `0 s`. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const first = units.findIndex(([, size]) => whole >= size);
  if (first < 0) return "0 s";
  const [name, size] = units[first]!;
  const rest = units[first + 1];
  const remainder = rest ? Math.floor((whole % size) / rest[1]) : 0;
  const tail = rest && remainder > 0 ? ` ${remainder} ${rest[0]}` : "";
  return `${Math.floor(whole / size)} ${name}${tail}`;
}

/** Seconds from a time of the API server, RFC 3339, to `now`. */
export function secondsSince(time: string, now: Date): number {
  return (now.getTime() - Date.parse(time)) / 1000;
}
