import { format } from "oxfmt";

/** A value as a literal of TypeScript: the names of fields without quotes where they need none. */
export function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, one]) => one !== undefined);
  return fields.length === 0
    ? "{}"
    : `{ ${fields.map(([key, one]) => `${keyText(key)}: ${literal(one)}`).join(", ")} }`;
}

export function keyText(key: string): string {
  return /^[a-zA-Z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}

/** `home-1` as a name of TypeScript. */
export function identifier(name: string): string {
  return name.replace(/-(.)/g, (_, next: string) => next.toUpperCase());
}

/** As `npm run format` would write it. */
export async function formatted(path: string, text: string): Promise<string> {
  const { code, errors } = await format(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]!.message}`);
  return code;
}
