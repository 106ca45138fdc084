import { fleet } from "../fleet/shipped.ts";
import type { Fleet } from "../../lib/model/cluster.ts";
import { FleetError } from "../../lib/problem.ts";
import { failure } from "../tell/failure.ts";
import { table } from "../tell/table.ts";
import { endWithUsage, requireWord } from "../run/options.ts";
import { planOne } from "../run/plan.ts";
import { defineCommand, runCommand } from "../run/command.ts";
import { chooseSecrets } from "../secret/choose.ts";
import { isMissing, presenceOf, presenceRow, storeText } from "../secret/presence.ts";
import { isIssued, placeOf, secretUses } from "../secret/uses.ts";
import { readValues } from "../secret/values.ts";
import { Vault } from "../secret/vault.ts";
import type { Writing } from "../secret/write.ts";
import { rollReaders, writeSecret } from "../secret/write.ts";
import { readClusters } from "../run/target.ts";
import type { LettingIn } from "../secret/let-in.ts";
import { accessProblems, letIn } from "../secret/let-in.ts";

const usage = defineCommand({
  command: "secret",
  forms: {
    "": "every Secret that the data asks for, where it is kept, and whether it is there",
    "list [CLUSTER ...]": "those of these clusters",
    "set SECRET": "give every key a value, where the Secret is kept; its readers are restarted",
    "rotate SECRET": "the same for some of its keys; the others keep theirs",
    "seal SECRET": "seal values into clusters/sealed/, for each namespace that uses the Secret",
    "roll SECRET": "restart the readers",
    "vault [CLUSTER ...]":
      "let clusters in at Vault, each to what is its own: policy, role, and how their tokens are checked",
  },
  options: {
    generate: {
      type: "string",
      multiple: true,
      value: "KEY",
      means: "a random value for a key, 32 bytes; may be given more than once",
    },
    certificate: { type: "string", value: "FILE", means: "seal with this certificate" },
    fetch: {
      type: "boolean",
      means: "ask the cluster for its certificate, instead of the one kept in clusters/sealed/",
    },
  },
  examples: ["list home", "set home/apps/photos --generate password"],
  notes: `SECRET is NAME, NAMESPACE/NAME or CLUSTER/NAMESPACE/NAME; with a NAME alone, all Secrets of that name.
Values are asked for without being shown, or read from standard input: {"key": "value"}, or the text of the only key.`,
});

const verbs = ["list", "set", "rotate", "seal", "roll", "vault"] as const;

await runCommand(usage, async ({ words, values, isDryRun, report, signal }) => {
  const [verb = "list", word, ...others] = words;
  const known = new Map<string, Vault>();
  const vaultOf = (server: string): Vault => {
    const vault = known.get(server) ?? new Vault(server);
    known.set(server, vault);
    return vault;
  };
  if (verb === "list")
    return listSecrets(readClusters("secret", words.slice(1)), {
      vaultOf,
      report,
      signal,
      isDryRun,
    });
  requireWord(verb, verbs, usage);
  if (verb === "vault") {
    const plans = await Promise.all(readClusters("secret", words.slice(1)).map(planOne));
    return letIn(plans, { vaultOf, report, signal, isDryRun });
  }
  if (others.length > 0) endWithUsage(`one Secret at a time, and values never as arguments`, usage);
  const plans = await Promise.all(fleet.clusters.map(planOne));
  const chosen = chooseSecrets(plans.flatMap(secretUses), word);
  const unsealable = chosen.filter(({ store }) => store.kind !== "sealed");
  if (verb === "seal" && unsealable.length > 0)
    throw failure(
      placeOf(unsealable[0]!),
      `is kept in ${storeText(unsealable[0]!)}, not sealed; use: npm run secret -- set ${placeOf(unsealable[0]!)}`,
    );
  const issued = chosen.find(isIssued);
  if (issued && verb !== "roll")
    throw failure(
      placeOf(issued),
      "is issued by the cluster that it leads to; have that one's bootstrap make it anew: npm run bootstrap -- CLUSTER",
    );
  if (isDryRun) {
    for (const use of chosen)
      report.event({
        event: "note",
        host: placeOf(use),
        text: `would ${verb} ${use.keys.join(", ")} in ${storeText(use)}`,
      });
    return;
  }
  const certificate = values.certificate;
  const writing: Writing = {
    vaultOf,
    report,
    signal,
    isFetching: values.fetch === true,
    ...(certificate !== undefined && { certificate }),
  };
  if (verb === "roll") {
    for (const use of chosen) await rollReaders(use, writing);
    return;
  }
  // The same values for all of one name: keys that only some ask for go to those.
  const keys = [...new Set(chosen.flatMap((use) => use.keys))];
  const generated = values.generate ?? [];
  const place = chosen.length === 1 ? placeOf(chosen[0]!) : word!;
  const given = await readValues({ place, keys, generated, isWhole: verb !== "rotate" });
  for (const use of chosen) {
    const own = Object.fromEntries(Object.entries(given).filter(([key]) => use.keys.includes(key)));
    await writeSecret(use, own, writing);
  }
});

async function listSecrets(
  clusters: Fleet["clusters"],
  { vaultOf, report, signal, isDryRun }: LettingIn,
): Promise<void> {
  const plans = await Promise.all(clusters.map(planOne));
  const uses = plans.flatMap(secretUses);
  if (isDryRun)
    return report.print(
      table(uses.map((use) => [placeOf(use), use.keys.join(", "), storeText(use)])),
    );
  const found = await presenceOf(uses, vaultOf, signal);
  const rows = found.map(({ use, ...state }) => ({
    secret: placeOf(use),
    keys: use.keys,
    keptIn: storeText(use),
    ...state,
  }));
  if (report.isJson) console.log(JSON.stringify({ secrets: rows }));
  report.print(table(found.map(presenceRow)));
  const problems = await accessProblems(plans, vaultOf, report);
  const missing = found.filter(isMissing).map(({ use }) => placeOf(use));
  const lack = missing.length === 1 ? "lacks" : "lack";
  const message = `${missing.join(", ")} ${lack} values; give them with: npm run secret -- set ${missing[0]}`;
  const all = missing.length === 0 ? problems : [...problems, { place: "secret", message }];
  if (all.length > 0) throw new FleetError(all);
}
