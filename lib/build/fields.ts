import { allowanceIssues } from "../model/allowance.ts";
import type { AnyPlacement, Overrides } from "../model/placement.ts";
import { shown } from "../kubernetes/schema/messages.ts";
import { aboutOf, keysOf } from "../kubernetes/paths.ts";
import { modelSchema } from "../kubernetes/schema/catalogue.ts";
import type { Issue } from "../kubernetes/schema/schema.ts";
import type { Traffic } from "../model/traffic.ts";
import type { Fault } from "./rendered.ts";
import { typeIssues } from "./sound.ts";
import { isMap } from "./values.ts";

/** What is wrong with the fields of a placement, and it without: data may come without its types. */
export function soundFields(placement: AnyPlacement): { sound: AnyPlacement; faults: Fault[] } {
  const { overrides: given, definition } = placement;
  const definitionFaults = typeIssues("ComponentDefinition", definition).map(
    (issue) => misplaced(issue) ?? faultOf("definition", issue),
  );
  if (!isMap(given)) {
    const message = `overrides is ${shown(given)}, not an object; write its fields`;
    return { sound: { ...placement, overrides: {} }, faults: [...definitionFaults, { message }] };
  }
  const issues = [...typeIssues("Overrides", given), ...emptyTexts(given)];
  const wrong = new Set(issues.map(({ path }) => keysOf(path)[0]));
  const kept = Object.entries(given).filter(
    ([key, value]) => value !== undefined && !wrong.has(key),
  );
  return {
    sound: { ...placement, overrides: Object.fromEntries(kept) },
    faults: [...issues.map((issue) => faultOf("overrides", issue)), ...definitionFaults],
  };
}

/** What a definition says of traffic, if that is as its type has it: a function may have made it. */
export function soundTraffic(traffic: Traffic): { traffic: Traffic; faults: Fault[] } {
  const faults = typeIssues("Traffic", traffic).map((one) => faultOf("definition.traffic", one));
  return { traffic: faults.length > 0 ? {} : traffic, faults };
}

/** Names and reasons say something: of this no type knows. */
function emptyTexts({ name, namespace, notSecret, allow }: Overrides): Issue[] {
  const reasons = isMap(notSecret) ? Object.entries(notSecret) : [];
  const texts = [
    ...Object.entries({ name, namespace }),
    ...reasons.map(([where, why]) => [`notSecret["${where}"]`, why] as const),
  ].flatMap(([path, text]) => (text === "" ? { path, message: "is empty; write it" } : []));
  return [...texts, ...allowanceIssues(isMap(allow) ? allow : undefined, "placement")];
}

function faultOf(whole: string, { path, message }: Issue): Fault {
  return { message: `${whole}.${path} ${message}`, about: aboutOf(path) };
}

/** An override that stands among the fields of a definition, as of `chart()`. */
function misplaced({ path, message }: Issue): Fault | undefined {
  const isOverride = modelSchema("Overrides").schema.properties?.[path] !== undefined;
  if (!isOverride || !message.startsWith("is not a field")) return undefined;
  return {
    message: `definition.${path} is not a field; set it in the overrides, the last argument of its placement`,
    about: `field ${path}`,
  };
}
