import type { ValuesOf } from "../kubernetes/chart.ts";
import type { Capability } from "./capability.ts";
import type { AnyChart, AnyDefinition, ComponentDefinition, Reasons } from "./definition.ts";
import type { Overrides, Placement } from "./placement.ts";

/** A component without options takes an empty object in front of its overrides. */
type Arguments<Options, Values> = unknown extends Options
  ? [options?: Readonly<Record<string, never>>, overrides?: Overrides<Values>]
  : Partial<Options> extends Options
    ? [options?: Options, overrides?: Overrides<Values>]
    : [options: Options, overrides?: Overrides<Values>];

/** Turns a definition into a function of its options. */
export function defineComponent<
  const Name extends string,
  Options = unknown,
  const Needs extends Capability = never,
  const Provides extends Capability = never,
  const Chart extends AnyChart = never,
>(
  definition: ComponentDefinition<Name, Options, Needs, Provides, Chart>,
): (...given: Arguments<Options, ValuesOf<Chart>>) => Placement<Name, Needs, Provides> {
  return (...[given, overrides]) => {
    const options = (given ?? {}) as Options;
    const { needs = {}, provides = {} } = definition;
    const suffix = definition.instance?.(options);
    const provisions = typeof provides === "function" ? provides(options) : provides;
    const own = suffix ? `${definition.name}-${suffix}` : definition.name;
    return {
      // Data without its types may hold anything; lib/build/fields.ts tells it at the component's own name.
      name: (typeof overrides?.name === "string" && overrides.name ? overrides.name : own) as Name,
      needs: (typeof needs === "function" ? needs(options) : needs) as Reasons<Needs>,
      provides: Object.keys(provisions) as Provides[],
      provisions,
      definition: definition as unknown as AnyDefinition,
      options,
      overrides: overrides ?? {},
    };
  };
}
