import { defineComponent } from "../../lib/model/component.ts";
import { jobRights, jobSettings, jobSize } from "../parts/gitlab-runner.ts";
import { monitored } from "../parts/monitoring.ts";

export interface GitlabRunnerOptions {
  /** Of GitLab, such as `https://gitlab.house.example`. */
  readonly url: string;
  /** Jobs at a time, which capacity counts. @default 2 */
  readonly jobs?: number;
  /** GitLab's certificate is of an authority of your own: key `<hostname>.crt` of Secret `authority`. @default false */
  readonly ownAuthority?: boolean;
  /** Why jobs may have everything of their node, as Docker in Docker needs; buildah does without. @default they may not */
  readonly privileged?: string;
}

/** Runs jobs of GitLab CI as pods. Its token is made in GitLab, where runners are added, and starts with `glrt-`. */
export const gitlabRunner = defineComponent({
  name: "gitlab-runner",
  layer: "platform",
  about: { docs: "https://docs.gitlab.com/runner/" },
  namespace: "gitlab-runner",
  needs: { "secret-store": "GitLab knows it by a token" },
  chart: "gitlab-runner",
  atRunTime: (_, { jobs = 2 }: GitlabRunnerOptions) => ({
    pods: [{ name: "job", replicas: jobs, cpu: jobSize.cpu, memory: jobSize.memory }],
  }),

  *check({ url, jobs = 2 }) {
    if (!/^https?:\/\/[^\s/]+\/?$/.test(url ?? ""))
      yield `has url "${url}", not that of a GitLab; write it as https://gitlab.house.example`;
    if (!Number.isInteger(jobs) || jobs < 1)
      yield `runs ${jobs} jobs at a time; write a whole number from 1 on`;
  },

  values(scope, { url, jobs = 2, ownAuthority = false, privileged }) {
    const token = scope.secret({ name: "gitlab-runner", keys: ["runner-token"] });
    const certificate = `${URL.parse(url)?.hostname}.crt`;
    const enabled = monitored(scope);
    return {
      gitlabUrl: url,
      concurrent: jobs,
      secrets: [{ name: token.name, items: [{ key: "runner-token", path: "runner-token" }] }],
      ...(ownAuthority && {
        certsSecretName: scope.secret({ name: "authority", keys: [certificate] }).name,
      }),
      runners: { config: jobSettings(scope.namespace, privileged !== undefined) },
      rbac: { create: true, rules: jobRights },
      serviceAccount: { create: true },
      metrics: { enabled, podMonitor: { enabled } },
      podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
      resources: { requests: { cpu: "20m", memory: "96Mi" }, limits: { memory: "256Mi" } },
    };
  },

  objects(scope, { privileged }) {
    if (privileged !== undefined) scope.loosen("privileged", `jobs are privileged, ${privileged}`);
  },
});
