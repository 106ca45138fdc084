import { Drill } from "../dr/drill.ts";
import { fleet } from "../fleet/shipped.ts";
import { localCluster } from "../local/config.ts";
import { requireWord } from "../run/options.ts";
import { defineCommand, runCommand } from "../run/command.ts";
import { confirmNames } from "../run/confirm.ts";

const usage = defineCommand({
  command: "dr",
  forms: {
    "drill [CLUSTER]":
      "lose the cluster on this computer, and bring it back: made, given values, backed up, destroyed, rebuilt, compared, with the times of each; run again, it goes on",
  },
  options: {
    confirm: {
      type: "string",
      value: "NAME",
      means: "the cluster may be destroyed, instead of typing its name",
    },
  },
  examples: ["drill --dry-run", "drill home --confirm home"],
});

await runCommand(usage, async (context) => {
  const [verb = "", name, ...others] = context.words;
  requireWord([verb, ...others].join(" "), ["drill"], usage);
  const { cluster } = localCluster(fleet, name);
  const { values, signal, isDryRun } = context;
  const loss = "it is destroyed, and rebuilt from its backup";
  if (!isDryRun) await confirmNames([cluster.name], loss, values.confirm, signal);
  await new Drill(cluster, context).run();
});
