import { onOneLine } from "../../lib/outside/visible.ts";
import { table } from "../tell/table.ts";
import { conditionOf, placeOf } from "../kube/objects.ts";
import { brokenBecause } from "../kube/pod-trouble.ts";
import { secondsSince, span } from "../kube/time.ts";
import { firstOf } from "../tell/few.ts";
import type { Cause } from "./cause.ts";
import type { Facts } from "./facts.ts";
import { timeOf } from "./facts.ts";
import { ownPods } from "./pods-of.ts";
import { isCurrent } from "./waves.ts";

/** The way from the Application down to names, one line a station. */
export function walk(facts: Facts): readonly (readonly [station: string, text: string])[] {
  return [
    ["Application", applicationText(facts)],
    ["source", sourceText(facts)],
    ["wave", waveText(facts)],
    ["operation", operationText(facts)],
    ...conditionRows(facts),
    ["objects", objectsText(facts)],
    ["pods", podsText(facts)],
    ["claims", countText(facts.claims.map((one) => [placeOf(one), one.status?.phase === "Bound"]))],
    ["certificates", certificatesText(facts)],
    ["addresses", addressText(facts)],
    ["names", namesText(facts)],
    ...eventRows(facts),
  ];
}

function applicationText({ live, name, deployer }: Facts): string {
  if (!live) return `${name} does not exist in ${deployer.cluster.name}`;
  const { sync, health } = live.status ?? {};
  const stale = isCurrent(live) ? "" : "; the verdict belongs to an older version";
  const why = health?.message ? `: ${health.message}` : "";
  return `${name} is ${sync?.status ?? "Unknown"}, ${health?.status ?? "Unknown"}${why}${stale}`;
}

function sourceText({ live }: Facts): string {
  const { source, sources = source ? [source] : [] } = live?.spec ?? {};
  return (
    sources
      .map(({ path, chart, targetRevision }) => `${chart ?? path} at ${targetRevision}`)
      .join(", ") || "none"
  );
}

function waveText({ planned, plan, root }: Facts): string {
  const last = Math.max(...plan.applications.map(({ wave }) => wave));
  const of = planned ? `${planned.wave} of 0 to ${last}` : `the root of waves 0 to ${last}`;
  const { phase, message = "" } = root?.status?.operationState ?? {};
  return phase === "Running" ? `${of}; the root is syncing: ${message}` : of;
}

function operationText({ live, now }: Facts): string {
  const {
    phase,
    message = "",
    startedAt,
    finishedAt,
    retryCount = 0,
  } = live?.status?.operationState ?? {};
  if (!phase) return "none yet";
  const since = finishedAt ?? startedAt;
  const when = since ? `, ${span(secondsSince(since, now))} ago` : "";
  const tries = retryCount > 0 ? `, try ${retryCount + 1}` : "";
  return `${phase}${when}${tries}: ${message}`;
}

function conditionRows({ live }: Facts): (readonly [string, string])[] {
  return (live?.status?.conditions ?? []).map(({ type, message }) => [
    "condition",
    `${type}: ${message}`,
  ]);
}

function objectsText({ live }: Facts): string {
  const all = live?.status?.resources ?? [];
  const bad = all.filter(
    ({ status, health }) =>
      status === "OutOfSync" || (health && !["Healthy", "Suspended"].includes(health.status)),
  );
  const words = bad.map(({ kind, namespace, name, status, health }) => {
    const state = [status === "OutOfSync" ? "OutOfSync" : "", health?.status ?? ""].filter(Boolean);
    return `${kind} ${namespace ? `${namespace}/` : ""}${name} ${state.join(", ")}`;
  });
  return bad.length === 0
    ? `${all.length}, all as they should be`
    : `${all.length}; ${firstOf(words, 5).join("; ")}`;
}

function podsText(facts: Facts): string {
  const pods = ownPods(facts);
  const broken = pods.flatMap((pod) => {
    const reason = brokenBecause(pod, facts.now);
    return reason === undefined ? [] : [`${placeOf(pod)} ${reason}`];
  });
  const ready = pods.filter(
    ({ status }) => conditionOf(status.conditions, "Ready")?.status === "True",
  );
  return [`${ready.length} of ${pods.length} ready`, ...broken].join("; ");
}

function certificatesText({ certificates }: Facts): string {
  return countText(
    certificates.map((one) => [
      placeOf(one),
      conditionOf(one.status?.conditions, "Ready")?.status === "True",
    ]),
  );
}

function addressText({ services, ingresses }: Facts): string {
  const balanced = services.filter(({ spec }) => spec.type === "LoadBalancer");
  const rows = [...balanced, ...ingresses].map((one) => {
    const { ip, hostname } = one.status?.loadBalancer?.ingress?.[0] ?? {};
    return `${one.kind} ${placeOf(one)} ${ip ?? hostname ?? "none"}`;
  });
  return rows.join("; ") || "none asked for";
}

function namesText({ resolved }: Facts): string {
  return (
    [...resolved].map(([host, address]) => `${host} ${address ?? "unknown here"}`).join("; ") ||
    "none"
  );
}

function eventRows({ events, now }: Facts): (readonly [string, string])[] {
  return events.slice(-3).map((event) => {
    const { involvedObject, reason, message } = event;
    const age = span(secondsSince(timeOf(event), now));
    return [
      "event",
      `${age} ago, ${involvedObject.kind} ${involvedObject.name}: ${reason}: ${message}`,
    ];
  });
}

function countText(all: readonly (readonly [name: string, isGood: boolean])[]): string {
  const bad = all.filter(([, isGood]) => !isGood).map(([name]) => name);
  if (all.length === 0) return "none";
  return bad.length === 0
    ? `${all.length}, all good`
    : `${all.length}; not good: ${bad.join(", ")}`;
}

/** The way and the causes, for people. */
export function debugText(facts: Facts, causes: readonly Cause[]): string {
  const [likely, ...others] = causes;
  const lines = [table(walk(facts).map(([station, text]) => [station, text])), ""];
  if (!likely) return [...lines, "nothing is wrong with it"].join("\n");
  lines.push(`likely cause: ${onOneLine(likely.message)}`);
  for (const line of likely.evidence ?? []) lines.push(`  ${onOneLine(line)}`);
  lines.push("next:", ...likely.next.map((command) => `  ${command}`));
  for (const { message, next } of others) lines.push(`also: ${onOneLine(message)}`, `  ${next[0]}`);
  return lines.join("\n");
}
