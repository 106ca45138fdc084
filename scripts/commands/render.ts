import type { Cluster } from "../../lib/model/cluster.ts";
import { madeOf } from "../../lib/build/rendered.ts";
import { FleetError } from "../../lib/problem.ts";
import { manifestToYaml } from "../../lib/emit/yaml.ts";
import { readWords, requireOne } from "../run/options.ts";
import { runMain } from "../run/main.ts";
import { defineUsage } from "../run/usage.ts";
import { planRendered } from "../run/plan.ts";
import { readTarget } from "../run/target.ts";
import { unknown } from "../tell/failure.ts";

const usage = defineUsage({
  command: "render",
  forms: {
    "CLUSTER/COMPONENT": "print the objects that a component's chart becomes, whoever renders it",
  },
  options: {},
  examples: ["home/traefik"],
});

await runMain(main);

async function main(): Promise<number> {
  const target = requireOne(readWords(usage).words, "component", usage);
  const { cluster, name } = readTarget("render", target);
  const { components } = await planRendered(cluster, [name]);
  const component = components.find((one) => one.name === name);
  if (!component) return unknown("render", `component of ${cluster.name}`, name, namesOf(cluster));
  if (!component.release) {
    const message = `${name} has no chart; its objects are in dist/${cluster.name}`;
    throw new FleetError([{ place: `${cluster.name}/${name}`, message }]);
  }
  console.log(madeOf(component).map(manifestToYaml).join("---\n"));
  return 0;
}

function namesOf({ components }: Cluster): string[] {
  return components.map(({ name }) => name);
}
