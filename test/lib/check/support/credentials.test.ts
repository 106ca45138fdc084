import { describe, expect, it } from "vitest";
import { secretsIn, secretsInValues } from "../../../../lib/check/rules/secrets.ts";
import { scan } from "../../../../lib/check/support/scanner.ts";
import { objectPlaces, ordinary, shapes, valuePlaces } from "./credential-corpus.ts";

/** Of each place, the shapes that nothing is said of. */
function missed<Made>(
  places: readonly (readonly [string, (name: string, value: string) => Made])[],
  look: (made: Made) => readonly string[],
): string[] {
  return places.flatMap(([where, make]) =>
    shapes
      .filter(([, name, value]) => look(make(name, value)).length === 0)
      .map(([what]) => `${what} in ${where}`),
  );
}

describe("the corpus of credentials", () => {
  const places = objectPlaces.length + valuePlaces.length;
  const all = [...missed(objectPlaces, secretsIn), ...missed(valuePlaces, secretsInValues)];

  it("has 80 shapes and 47 places", () => {
    expect([shapes.length, places]).toEqual([80, 47]);
  });

  it("is found as a whole", () => {
    expect(all).toEqual([]);
  });

  it("is not what the scanner alone knows half of", () => {
    const known = shapes.filter(([, , value]) => scan(value) !== undefined);
    expect(known.length).toBeLessThan(shapes.length / 2);
  });

  it("is repeated in no message", () => {
    for (const [, name, value] of shapes) {
      const told = [
        ...objectPlaces.flatMap(([, make]) => secretsIn(make(name, value))),
        ...valuePlaces.flatMap(([, make]) => secretsInValues(make(name, value))),
      ];
      expect(told.filter((message) => message.includes(value))).toEqual([]);
    }
  });
});

describe("an ordinary setting", () => {
  it("is one of 200 and more", () => {
    expect(new Set(ordinary.map((one) => one.join("="))).size).toBeGreaterThanOrEqual(200);
  });

  it.each(ordinary)("%s is none: %s", (name, value) => {
    // In the midst of a line a word ends a value.
    const fits = (where: string): boolean =>
      !/ Secret/.test(where) &&
      (!value.includes(" ") || !/argument|path|option|shell|hook/.test(where));
    const told = [
      ...objectPlaces.flatMap(([where, make]) => (fits(where) ? secretsIn(make(name, value)) : [])),
      ...valuePlaces.flatMap(([where, make]) =>
        fits(where) ? secretsInValues(make(name, value)) : [],
      ),
    ];
    expect(told).toEqual([]);
  });
});

describe("a long text", () => {
  // An expression that goes back over what it has read takes minutes for it.
  it.each([
    ["://", 0],
    ["a://x:", 0],
    ["Ab1d", 0],
    ["password=", 1],
    ["a.", 0],
    ["-----BEGIN ", 0],
  ])("of %s is read to its end", (part, found) => {
    const text = part.repeat(400_000 / part.length);
    const object = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data: { text } };
    expect(secretsIn(object)).toHaveLength(found);
  });
});
