import { describe, expect, it } from "vitest";
import type { CronJobOptions, JobOptions } from "../../../../charts/parts/app/job.ts";
import { cronJob, job } from "../../../../charts/parts/app/job.ts";
import { basic, made } from "./forms.ts";

const { ...small } = basic;
const jobOf = (options: Partial<JobOptions> = {}) => {
  const all = made((scope) => job(scope, { ...small, command: ["tidy"], ...options }));
  expect(all.problems).toEqual([]);
  const [name] = all.titles.flatMap((title) => /^Job "(.*)"$/.exec(title)?.[1] ?? []);
  return { ...all, name: name!, spec: all.of("Job", name).spec };
};
const nightly = { ...small, command: ["tidy"], schedule: "30 3 * * *" };
const cronOf = (options: Partial<CronJobOptions> = {}) =>
  made((scope) => cronJob(scope, { ...nightly, ...options }));

describe("a job", () => {
  it("runs once and ends: it tries for ten minutes and stays when it has ended", () => {
    const { spec, titles } = jobOf();
    expect(titles).toEqual([
      expect.stringMatching(/^Job "shop-[0-9a-f]{12}"$/),
      'NetworkPolicy "shop"',
      'ServiceAccount "shop"',
    ]);
    expect(spec).toMatchObject({ backoffLimit: 6, activeDeadlineSeconds: 600 });
    expect(spec).not.toHaveProperty("ttlSecondsAfterFinished");
    expect(spec.template.spec).toMatchObject({
      restartPolicy: "Never",
      securityContext: { runAsNonRoot: true },
      containers: [{ command: ["tidy"], securityContext: { readOnlyRootFilesystem: true } }],
    });
  });

  it("has another name when it is another, and the same when it is not", () => {
    const names = [
      jobOf(),
      jobOf({ image: "a.example/shop:1.1" }),
      jobOf({ retries: 1 }),
      jobOf({ files: { "/etc/a": "b" } }),
    ].map(({ name }) => name);
    expect(new Set(names).size).toBe(4);
    expect(jobOf().name).toBe(names[0]);
  });

  it("has options of pods: volumes, containers beside it, whom it reaches", () => {
    const { spec, of } = jobOf({
      volumes: { work: { path: "/work", emptyDir: {} } },
      sidecars: { proxy: { image: "a.example/proxy:1" } },
      internet: true,
      deadlineSeconds: 60,
      retries: 0,
    });
    expect(spec).toMatchObject({ backoffLimit: 0, activeDeadlineSeconds: 60 });
    expect(spec.template.spec.initContainers).toMatchObject([
      { name: "proxy", restartPolicy: "Always" },
    ]);
    expect(of("NetworkPolicy").spec).toMatchObject({ ingress: [], egress: [{}, {}] });
  });

  it("is told what is wrong with its pods", () => {
    const { problems } = made((scope) => job(scope, { ...small, nodes: ["hme-1"] }));
    expect(problems).toContain(
      'home/shop: job "shop" runs on node "hme-1", which the cluster does not have; did you mean "home-1"?',
    );
  });
});

describe("a job by schedule", () => {
  it("never runs twice at a time, ends within the hour, and holds nothing up", () => {
    const { of, problems } = cronOf();
    expect(problems).toEqual([]);
    const { metadata, spec } = of("CronJob");
    expect(metadata.annotations).toEqual({ "argocd.argoproj.io/ignore-healthcheck": "true" });
    expect(spec).toMatchObject({
      schedule: "30 3 * * *",
      concurrencyPolicy: "Forbid",
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      jobTemplate: { spec: { backoffLimit: 2, activeDeadlineSeconds: 3600 } },
    });
    expect(spec).not.toHaveProperty("timeZone");
  });

  it("runs as asked", () => {
    const { of, problems } = cronOf({
      timeZone: "Europe/Brussels",
      concurrency: "Replace",
      history: { succeeded: 1, failed: 5 },
      startingDeadlineSeconds: 600,
      deadlineSeconds: 60,
    });
    expect(problems).toEqual([]);
    expect(of("CronJob").spec).toMatchObject({
      timeZone: "Europe/Brussels",
      concurrencyPolicy: "Replace",
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 5,
      startingDeadlineSeconds: 600,
      jobTemplate: { spec: { activeDeadlineSeconds: 60 } },
    });
  });

  it("has claims that nobody waits for: some are bound at its first run", () => {
    const { of, problems } = cronOf({ volumes: { dumps: { path: "/dumps", size: "1Gi" } } });
    expect(problems).toEqual([]);
    expect(of("PersistentVolumeClaim", "shop-dumps").metadata.annotations).toEqual({
      "argocd.argoproj.io/ignore-healthcheck": "true",
    });
  });

  it.each<[string, Partial<CronJobOptions>, string]>([
    [
      "a schedule that is none",
      { schedule: "30 25 * * *" },
      'CronJob "shop" spec.schedule is "30 25 * * *"',
    ],
    [
      "a time zone that is none",
      { timeZone: "Europe/Brusels" },
      'CronJob "shop" spec.timeZone is "Europe/Brusels"',
    ],
    [
      "a name that leaves no room for the time behind it",
      { name: "s".repeat(53) },
      `CronJob "${"s".repeat(53)}" metadata.name is "${"s".repeat(53)}", 53 characters and more than 52; shorten it`,
    ],
  ])("is told of %s", (_, options, line) => {
    const told = cronOf(options).problems;
    expect(told).toEqual([expect.stringContaining(`home/shop: ${line}`)]);
  });
});
