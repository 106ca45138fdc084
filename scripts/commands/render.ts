import type { Cluster } from "../../lib/model/cluster.ts";
import { madeOf } from "../../lib/build/rendered.ts";
import { FleetError } from "../../lib/problem.ts";
import { manifestToYaml } from "../../lib/emit/yaml.ts";
import { endWithUsage, readWords } from "../run/options.ts";
import { planOne } from "../run/plan.ts";
import { withRendered } from "../run/rendered.ts";
import { readTarget, unknown } from "../run/target.ts";

const usage = `npm run render -- CLUSTER/COMPONENT     print the objects that a component's chart becomes, whoever renders it`;

try {
  process.exitCode = await main();
} catch (error) {
  if (!(error instanceof FleetError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

async function main(): Promise<number> {
  const [target = "", ...others] = readWords({}, usage).words;
  if (target === "" || others.length > 0) endWithUsage("name one component", usage);
  const { cluster, name } = readTarget("render", target);
  const { components } = await planOne(withRendered(cluster, [name]));
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
