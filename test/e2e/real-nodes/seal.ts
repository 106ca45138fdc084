import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sealedPath } from "./controllers.ts";
import { run } from "./shell.ts";

/** A text as kubeseal seals it for the controller that runs. */
export async function seal(
  text: string,
  { programs, kubeconfig }: { readonly programs: string; readonly kubeconfig: string },
): Promise<string> {
  const kubeseal = join(programs, "kubeseal");
  const [certificate, file] = ["sealing.crt", "sealed.txt"].map((one) =>
    join(dirname(kubeconfig), one),
  ) as [string, string];
  // With no options beside it: the component gives the controller the name that kubeseal looks for.
  writeFileSync(certificate, await run([kubeseal, `--kubeconfig=${kubeconfig}`, "--fetch-cert"]));
  const [namespace, name] = sealedPath.split("/");
  writeFileSync(file, text, { mode: 0o600 });
  const from = ["--raw", `--from-file=${file}`, `--cert=${certificate}`];
  return (await run([kubeseal, ...from, `--namespace=${namespace}`, `--name=${name}`])).trim();
}
