import type { Bar, Timeline } from "./timeline.ts";

const row = { height: 22, bar: 12 };
const left = 250;
const width = 900;
const top = 60;

/** A picture of a timeline that needs nothing beside itself: SVG, with the reasons as tooltips. */
export function drawTimeline(timeline: Timeline): string {
  const { bars, cluster, settled, chain, price } = timeline;
  const end = Math.max(1000, ...bars.map(({ healthy, started = 0 }) => healthy ?? started));
  const x = (at: number): number => left + (at / end) * width;
  const rows = new Map(bars.map(({ application }, i) => [application, top + i * row.height]));
  const height = top + bars.length * row.height + 20;
  const title =
    `${cluster}: ` +
    (settled === undefined ? "did not settle" : `settled after ${seconds(settled)}`) +
    `, longest chain ${seconds(chain.milliseconds)}` +
    (price === undefined ? "" : `, price of waves ${price.toFixed(2)}`);
  const parts = [
    text(10, 20, title, "bold"),
    ...legend(),
    ...ticks(end).flatMap((at) => [
      `<line x1="${x(at)}" y1="${top - 8}" x2="${x(at)}" y2="${height - 14}" stroke="#ddd"/>`,
      text(x(at) + 2, top - 10, seconds(at)),
    ]),
    ...bars.flatMap((bar, i) => drawBar(bar, bars[i - 1], rows, x)),
  ];
  const size = `width="${left + width + 30}" height="${height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="white"/>
${parts.join("\n")}
</svg>
`;
}

const colors = { syncing: "#f0b429", waiting: "#7db3e8", late: "#d64545", edge: "#888" };

function legend(): string[] {
  const entries = [
    [colors.syncing, "first write to synced"],
    [colors.waiting, "synced to healthy"],
    [colors.late, "not healthy at the end"],
  ];
  return entries.flatMap(([color, label], i) => [
    `<rect x="${left + i * 160}" y="28" width="12" height="10" fill="${color}"/>`,
    text(left + 16 + i * 160, 37, label!),
  ]);
}

function drawBar(
  bar: Bar,
  above: Bar | undefined,
  rows: ReadonlyMap<string, number>,
  x: (at: number) => number,
): string[] {
  const y = rows.get(bar.application)!;
  const { started, synced, healthy, wave, needs } = bar;
  const parts: string[] = [];
  if (wave !== above?.wave) {
    parts.push(
      `<line x1="0" y1="${y - 4}" x2="${left + width + 30}" y2="${y - 4}" stroke="#bbb"/>`,
      text(10, y + row.bar - 2, `wave ${wave}`),
    );
  }
  parts.push(text(60, y + row.bar - 2, bar.application));
  if (started === undefined) return parts;
  const tooltip = needs.flatMap(({ application, reasons }) => [
    `needs ${application}`,
    ...reasons.map((reason) => `  ${reason}`),
  ]);
  const box = (from: number, to: number, color: string): string =>
    `<rect x="${x(from)}" y="${y}" width="${Math.max(2, x(to) - x(from))}" height="${row.bar}" fill="${color}"/>`;
  const boxes =
    synced === undefined || healthy === undefined
      ? [box(started, synced ?? started, colors.late)]
      : [box(started, synced, colors.syncing), box(synced, healthy, colors.waiting)];
  parts.push(`<g><title>${escape(tooltip.join("\n"))}</title>${boxes.join("")}</g>`);
  // The need that was met last is the one that held it.
  const held = needs.find((need) => need.healthy !== undefined);
  if (held?.healthy !== undefined) {
    const from = rows.get(held.application)! + row.bar / 2;
    const points = `${x(held.healthy)},${from} ${x(started)},${from} ${x(started)},${y}`;
    parts.push(
      `<polyline points="${points}" fill="none" stroke="${colors.edge}" stroke-dasharray="3 2"/>`,
    );
  }
  return parts;
}

function ticks(end: number): number[] {
  const step = [1, 2, 5, 10, 20, 30, 60, 120, 300].find((s) => end / s / 1000 <= 12) ?? 600;
  const count = Math.floor(end / 1000 / step);
  return Array.from({ length: count + 1 }, (_, i) => i * step * 1000);
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(milliseconds % 1000 === 0 ? 0 : 1)} s`;
}

function text(x: number, y: number, content: string, weight = "normal"): string {
  return `<text x="${x}" y="${y}" font-weight="${weight}">${escape(content)}</text>`;
}

function escape(content: string): string {
  return content.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
