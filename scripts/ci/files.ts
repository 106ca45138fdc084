import { actionsFile } from "./actions.ts";
import { forgejo, github } from "./dialect.ts";
import { gitlabFile } from "./gitlab.ts";

/** A file of the pipeline, below the root of the repository. */
export interface PipelineFile {
  readonly path: string;
  readonly text: string;
}

/** The forges that a pipeline is written for. `branch` is the one that Argo CD reads. */
export const forges: Readonly<Record<string, (branch: string) => PipelineFile>> = {
  gitlab: () => ({ path: ".gitlab-ci.yml", text: gitlabFile() }),
  github: (branch) => ({ path: github.path, text: actionsFile(github, branch) }),
  forgejo: (branch) => ({ path: forgejo.path, text: actionsFile(forgejo, branch) }),
};

/** The forge that an address tells of by its host; undefined where it says nothing. */
export function forgeOfAddress(url: string): string | undefined {
  const host = /^(?:\w+:\/\/)?(?:[^@/]*@)?([^/:]+)/.exec(url)?.[1] ?? "";
  if (/(^|\.)codeberg\.org$|forgejo|gitea/.test(host)) return "forgejo";
  return Object.keys(forges).find((name) => host.includes(name));
}
