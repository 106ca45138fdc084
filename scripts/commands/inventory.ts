import { toYaml } from "../../lib/emit/yaml.ts";
import { fleet } from "../fleet/shipped.ts";
import { inventoryOf } from "../inventory/groups.ts";
import { readOptions } from "../run/options.ts";
import { defineUsage } from "../run/usage.ts";

const usage = defineUsage({
  command: "inventory",
  forms: { "": "print an Ansible inventory of the fleet, for those who keep one" },
  options: { json: { type: "boolean", means: "the same as JSON" } },
  examples: ["", "--json"],
});

const { json } = readOptions(usage);
const inventory = inventoryOf(fleet);
process.stdout.write(json ? `${JSON.stringify(inventory, null, 2)}\n` : toYaml(inventory));
