import { describe, expect, it } from "vitest";
import { gitlabRunner, prometheusOperatorCrds } from "../../charts/index.ts";
import { problemsOf, renderedIn, valuesOf } from "./rendered.ts";

const url = "https://gitlab.house.example";
const made = (options = {}) => renderedIn(gitlabRunner({ url, ...options }));

describe("gitlab-runner", () => {
  it("runs as many jobs as it is told, which capacity counts", () => {
    expect(valuesOf(made()).concurrent).toBe(2);
    const told = made({ jobs: 4 });
    expect(valuesOf(told).concurrent).toBe(4);
    expect(told.runTime.pods).toEqual([{ name: "job", replicas: 4, cpu: "200m", memory: "512Mi" }]);
  });

  it("asks for its token, and for GitLab's authority where that is its own", () => {
    expect(made().secrets).toMatchObject([{ name: "gitlab-runner", keys: ["runner-token"] }]);
    expect(valuesOf(made())).not.toHaveProperty("certsSecretName");
    const own = made({ ownAuthority: true });
    expect(own.secrets).toContainEqual({ name: "authority", keys: ["gitlab.house.example.crt"] });
    expect(valuesOf(own).certsSecretName).toBe("authority");
  });

  it("lets jobs have everything only with a reason, which its namespace shows", () => {
    expect(made().loosened).toEqual([]);
    expect(valuesOf(made()).runners.config).toContain("privileged = false");
    const loose = made({ privileged: "old pipelines build by Docker in Docker" });
    expect(loose.loosened).toEqual([
      ["privileged", "jobs are privileged, old pipelines build by Docker in Docker"],
    ]);
    expect(valuesOf(loose).runners.config).toContain("privileged = true");
  });

  it("may not read what other namespaces have", () => {
    expect(valuesOf(made()).rbac).not.toHaveProperty("clusterWideAccess");
  });

  it("shows its metrics where somebody knows PodMonitors", () => {
    expect(valuesOf(made()).metrics).toEqual({ enabled: false, podMonitor: { enabled: false } });
    const beside = renderedIn(gitlabRunner({ url }), [prometheusOperatorCrds()]);
    expect(valuesOf(beside).metrics).toEqual({ enabled: true, podMonitor: { enabled: true } });
  });

  it("tells a URL that is none, and a number of jobs that is none", () => {
    expect(problemsOf(gitlabRunner({ url: "gitlab", jobs: 0 }))).toEqual([
      'has url "gitlab", not that of a GitLab; write it as https://gitlab.house.example',
      "runs 0 jobs at a time; write a whole number from 1 on",
    ]);
    expect(problemsOf(gitlabRunner({ url }))).toEqual([]);
  });
});
