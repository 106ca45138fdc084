import { livePins, troubleOf } from "../publish/live.ts";
import type { Rule } from "./cause.ts";
import type { Facts } from "./facts.ts";

/** It runs by what Argo CD has in its cache: from the git server it could not be had again. */
export const pinLost: Rule = (facts) => {
  const conditions = facts.live?.status?.conditions ?? [];
  // The comparison has said it.
  if (conditions.some(({ type }) => type.endsWith("Error"))) return undefined;
  const message = pinTrouble(facts);
  return message === undefined ? undefined : { message, next: ["npm run publish"] };
};

/** What is the matter with the Application's pins on the git server. */
export function pinTrouble({ live, planned, plan, server }: Facts): string | undefined {
  if (!live || !planned) return undefined;
  const pins = livePins(plan.cluster.name, planned.name, live);
  const [trouble] = pins.flatMap((pin) => troubleOf(pin, server) ?? []);
  return trouble && `its pin ${trouble}`;
}
