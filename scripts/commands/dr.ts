import { fleet } from "../../clusters/index.ts";
import { Drill } from "../dr/drill.ts";
import { localCluster } from "../local/config.ts";
import { requireWord } from "../run/options.ts";
import { runCommand } from "../run/command.ts";
import { confirmNames } from "../run/confirm.ts";

const usage = `npm run dr -- drill [CLUSTER]   lose the cluster on this computer, and bring it back: made, given values, backed up,
                                destroyed, rebuilt, compared, with the times of each; run again, it goes on
  --confirm NAME   the cluster may be destroyed, instead of typing its name`;

await runCommand({ confirm: { type: "string" } }, usage, async (context) => {
  const [verb = "", name, ...others] = context.words;
  requireWord([verb, ...others].join(" "), ["drill"], usage);
  const { cluster } = localCluster(fleet, name);
  const { values, signal, isDryRun } = context;
  const loss = "it is destroyed, and rebuilt from its backup";
  if (!isDryRun)
    await confirmNames([cluster.name], loss, values["confirm"] as string | undefined, signal);
  await new Drill(cluster, context).run();
});
