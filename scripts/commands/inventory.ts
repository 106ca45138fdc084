import { fleet } from "../../clusters/index.ts";
import { toYaml } from "../../lib/emit/yaml.ts";
import { inventoryOf } from "../inventory/groups.ts";
import { readOptions } from "../run/options.ts";

const usage = `npm run inventory               print an Ansible inventory of the fleet, for those who keep one
  --json                        the same as JSON`;

const { json } = readOptions({ json: { type: "boolean" } }, usage);
const inventory = inventoryOf(fleet);
process.stdout.write(json ? `${JSON.stringify(inventory, null, 2)}\n` : toYaml(inventory));
