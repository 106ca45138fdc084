import { describe, expect, it } from "vitest";
import { hubSection } from "../../scripts/health/hub-access.ts";
import { claimsOf, isDue } from "../../scripts/kube/hub-token.ts";

const now = new Date("2026-11-21T12:00:00Z");
const day = 86_400;

/** A token as the API server makes it, that was made and ends so many days from now. */
function token(made: number, ends?: number): string {
  const seconds = now.getTime() / 1000;
  const part = (fields: object): string =>
    Buffer.from(JSON.stringify(fields)).toString("base64url");
  const claims = {
    iat: seconds + made * day,
    ...(ends !== undefined && { exp: seconds + ends * day }),
    "kubernetes.io": { serviceaccount: { name: "argocd-manager", uid: "one" } },
  };
  return `${part({ alg: "RS256" })}.${part(claims)}.signature`;
}

describe("the token of a hub", () => {
  it("is known by its claims", () => {
    expect(claimsOf(token(0, 365))).toMatchObject({ uid: "one" });
    expect(claimsOf("no token")).toBeUndefined();
    expect(claimsOf("")).toBeUndefined();
  });

  it.each([
    ["a new one", token(0, 365), false],
    ["one with more than a third left", token(-200, 165), false],
    ["one with less than a third left", token(-300, 65), true],
    ["one without end", token(-1), true],
  ])("is renewed where it nears its end: %s", (_, text, due) => {
    expect(isDue(claimsOf(text)!, now)).toBe(due);
  });

  it.each([
    ["a new one", token(0, 365), []],
    ["one near its end", token(-300, 65), ["warning: token of the hub ends in 65 d; renew it"]],
    [
      "one that ended",
      token(-368, -3),
      ["error: token of the hub ended 3 d ago: nothing is synced"],
    ],
    ["one without end", token(0), ["warning: token of the hub does not end; have another made"]],
    ["no token", undefined, []],
  ])("is told of by health: %s", (_, text, lines) => {
    const { findings } = hubSection("edge", text, now);
    expect(findings.map((one) => `${one.level}: ${one.subject} ${one.message}`)).toEqual(lines);
    for (const { next } of findings) expect(next).toBe("npm run bootstrap -- edge");
  });

  it("stands in no line", () => {
    const text = token(-300, 65);
    expect(JSON.stringify(hubSection("edge", text, now))).not.toContain(text.slice(0, 20));
  });
});
