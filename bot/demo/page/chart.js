// data_visualization blocks as inline SVG.

import { el, svg } from "./dom.js";

const COLOURS = 6; // --c1 … --c6 in blocks.css
const HEIGHT = 240, LEFT = 58, RIGHT = 12, TOP = 12, BOTTOM = 30;
const colour = (number) => `var(--c${(number % COLOURS) + 1})`;
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const exact = new Intl.NumberFormat("en", { maximumFractionDigits: 6 });

export function chart(block) {
  const { title, chart: drawn } = block;
  const place = el("div", { class: drawn.type === "pie" ? "" : "axes" });
  if (drawn.type === "pie") place.append(pie(drawn));
  // One unit is one pixel, so that labels stay readable on a phone.
  else new ResizeObserver(([seen]) => place.replaceChildren(axes(drawn, Math.max(240, seen.contentRect.width)))).observe(place);
  return el("figure", { class: "chart" },
    el("figcaption", {}, title, drawn.axis_config?.y_label ? el("span", { class: "unit" }, drawn.axis_config.y_label) : ""),
    place,
    legend(drawn.type === "pie" ? drawn.segments.map((one) => one.label) : drawn.series.map((one) => one.name)));
}

function legend(names) {
  if (names.length < 2) return "";
  return el("ul", { class: "legend" }, names.map((name, number) => {
    const dot = svg("svg", { width: 10, height: 10, "aria-hidden": "true" },
      svg("rect", { width: 10, height: 10, rx: 2, fill: colour(number) }));
    return el("li", {}, dot, name);
  }));
}

// Round steps that people count in; zero is always on the axis.
function scale(values) {
  const high = Math.max(...values, 0), low = Math.min(...values, 0);
  const rough = (high - low || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const from = Math.floor(low / step) * step, to = Math.ceil(high / step) * step || step;
  const ticks = [];
  for (let tick = from; tick <= to + step / 2; tick += step) ticks.push(tick);
  return { ticks, y: (value) => TOP + (HEIGHT - TOP - BOTTOM) * (1 - (value - from) / (to - from)) };
}

function axes(drawn, WIDTH) {
  const categories = drawn.axis_config.categories;
  const rows = drawn.series.map((one) => categories.map((label) => one.data.find((point) => point.label === label).value));
  const { ticks, y } = scale(rows.flat());
  const band = (WIDTH - LEFT - RIGHT) / categories.length;
  const x = (place) => LEFT + band * (place + 0.5);
  const root = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", class: `drawing ${drawn.type}` });
  root.append(svg("title", {}, summary(drawn)));
  for (const tick of ticks) {
    root.append(
      svg("line", { x1: LEFT, x2: WIDTH - RIGHT, y1: y(tick), y2: y(tick), class: tick === 0 ? "zero" : "grid" }),
      svg("text", { x: LEFT - 8, y: y(tick) + 4, class: "tick end" }, short.format(tick)));
  }
  const widest = Math.max(...categories.map((label) => label.length)) * 6.6 + 10;
  const every = Math.max(1, Math.ceil(widest / band));
  categories.forEach((label, place) => {
    if (place % every !== 0) return;
    const isCut = x(place) + widest / 2 > WIDTH;  // the last one ends with the chart
    root.append(svg("text", { x: isCut ? WIDTH : x(place), y: HEIGHT - 10, class: `tick ${isCut ? "end" : "middle"}` }, label));
  });
  const draw = { bar: bars, line: lines, area: areas }[drawn.type];
  root.append(...draw(rows, { x, y, band }), ...touch(drawn, rows, categories, { x, band }));
  return root;
}

function summary(drawn) {
  return `${drawn.type} chart of ${drawn.series.map((one) => one.name).join(", ")}`;
}

function bars(rows, { x, y, band }) {
  const width = Math.max(2, (band * 0.72) / rows.length);
  return rows.flatMap((values, number) => values.map((value, place) =>
    svg("rect", {
      x: x(place) + (number - rows.length / 2) * width, width: Math.max(1, width - 1), rx: 2,
      y: Math.min(y(value), y(0)), height: Math.abs(y(value) - y(0)), fill: colour(number),
    })));
}

const path = (values, { x, y }) => values.map((value, place) => `${place ? "L" : "M"}${x(place)} ${y(value)}`).join("");

function lines(rows, scales) {
  return rows.flatMap((values, number) => [
    svg("path", { d: path(values, scales), fill: "none", stroke: colour(number), "stroke-width": 2.5, "stroke-linejoin": "round" }),
    ...values.map((value, place) => svg("circle", { cx: scales.x(place), cy: scales.y(value), r: 3, fill: colour(number) })),
  ]);
}

function areas(rows, scales) {
  return rows.flatMap((values, number) => {
    const edge = path(values, scales);
    const base = `L${scales.x(values.length - 1)} ${scales.y(0)}L${scales.x(0)} ${scales.y(0)}Z`;
    return [
      svg("path", { d: edge + base, fill: colour(number), opacity: 0.25 }),
      svg("path", { d: edge, fill: "none", stroke: colour(number), "stroke-width": 2.5 }),
    ];
  });
}

// One wide target a category; its title is the tooltip, and what a screen reader says.
function touch(drawn, rows, categories, { x, band }) {
  return categories.map((label, place) => {
    const values = drawn.series.map((one, number) => `${one.name}: ${exact.format(rows[number][place])}`);
    return svg("rect", { x: x(place) - band / 2, y: TOP, width: band, height: HEIGHT - TOP - BOTTOM, class: "touch" },
      svg("title", {}, `${label}\n${values.join("\n")}`));
  });
}

function pie(drawn) {
  const total = drawn.segments.reduce((sum, one) => sum + one.value, 0);
  const root = svg("svg", { viewBox: "-110 -110 220 220", role: "img", class: "drawing pie" });
  root.append(svg("title", {}, `pie chart of ${drawn.segments.map((one) => one.label).join(", ")}`));
  let angle = -Math.PI / 2;
  drawn.segments.forEach((segment, number) => {
    const share = segment.value / total, next = angle + share * 2 * Math.PI;
    const at = (one) => `${100 * Math.cos(one)} ${100 * Math.sin(one)}`;
    const whole = share > 0.9999;
    const slice = whole
      ? svg("circle", { r: 100, fill: colour(number) })
      : svg("path", { d: `M0 0L${at(angle)}A100 100 0 ${share > 0.5 ? 1 : 0} 1 ${at(next)}Z`, fill: colour(number), class: "slice" });
    slice.append(svg("title", {}, `${segment.label}: ${exact.format(segment.value)} (${Math.round(share * 100)} %)`));
    root.append(slice);
    angle = next;
  });
  return root;
}
