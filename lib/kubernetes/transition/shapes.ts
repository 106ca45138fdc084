import { isFields } from "./apply.ts";

type Fields = Readonly<Record<string, unknown>>;

/** What the server does to a value, where there is one or not; the holder is what has been filled in so far. */
type Fill = (value: unknown, holder: Fields) => unknown;

/** What the server fills in, by field: a value, or what it does inside. In this order. */
export interface Shape {
  readonly [field: string]: string | number | boolean | Fill;
}

/** A value that depends on its neighbours. */
export function preset(of: (holder: Fields) => unknown): Fill {
  return (value, holder) => value ?? of(holder);
}

/** The fields of an object, where there is one. */
export function inside(shape: Shape): Fill {
  return (value) => (isFields(value) ? filledIn(shape, value) : value);
}

/** The fields of an object that is there always. */
export function always(shape: Shape): Fill {
  return (value) => filledIn(shape, isFields(value) ? value : {});
}

/** The fields of every item of a list. */
export function each(shape: Shape): Fill {
  return (value) =>
    Array.isArray(value)
      ? value.map((item: unknown) => (isFields(item) ? filledIn(shape, item) : item))
      : value;
}

/** An object with what the server adds to it. */
export function filledIn(shape: Shape, fields: Fields): Fields {
  const result: Record<string, unknown> = { ...fields };
  for (const [field, fill] of Object.entries(shape)) {
    // Empty text is as good as none where there is a preset.
    const value = result[field] === "" ? undefined : (result[field] ?? undefined);
    const own = typeof fill === "function" ? fill(value, result) : (value ?? fill);
    if (own === undefined) delete result[field];
    else result[field] = own;
  }
  return result;
}
