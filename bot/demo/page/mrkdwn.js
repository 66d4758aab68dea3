// Slack's mrkdwn and rich_text as elements.

import { el } from "./dom.js";

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
const plain = (text) => text.replace(/&(amp|lt|gt);/g, (entity) => ENTITIES[entity]);

const EMOJI = {
  large_orange_circle: "🟠", red_circle: "🔴", large_green_circle: "🟢", warning: "⚠️", bell: "🔔", white_check_mark: "✅",
  large_blue_circle: "🔵", large_yellow_circle: "🟡", eyes: "👀", chart_with_upwards_trend: "📈", zzz: "💤",
};

const MARKS = [
  [/```\n?([\s\S]*?)\n?```/, (found) => el("pre", {}, plain(found[1]))],
  [/`([^`\n]+)`/, (found) => el("code", {}, plain(found[1]))],
  [/<!date\^(\d+)\^([^|>]*)(?:\^[^|>]*)?\|([^>]*)>/, (found) => el("time", {}, plain(found[3]))],
  [/<@([A-Z0-9]+)(?:\|[^>]*)?>/, (found, names) => el("span", { class: "mention" }, `@${names(found[1])}`)],
  [/<#([A-Z0-9]+)(?:\|([^>]*))?>/, (found, names) => el("span", { class: "mention" }, `#${found[2] || names(found[1])}`)],
  [/<!(channel|here|everyone)>/, (found) => el("span", { class: "mention loud" }, `@${found[1]}`)],
  [/<((?:https?|mailto):[^|>]+)(?:\|([^>]*))?>/, (found) =>
    el("a", { href: plain(found[1]), rel: "noreferrer noopener", target: "_blank" }, plain(found[2] || found[1]))],
  [/(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])/, (found, names) => el("b", {}, marked(found[1], names))],
  [/(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])/, (found, names) => el("i", {}, marked(found[1], names))],
  [/(?<![\w~])~(\S(?:[^~\n]*\S)?)~(?![\w~])/, (found, names) => el("s", {}, marked(found[1], names))],
  [/:([a-z_]+):/, (found) => (EMOJI[found[1]] ? document.createTextNode(EMOJI[found[1]]) : null)],
];

// The first mark in the text wins; what is before it is text, what is after it is looked at again.
export function marked(text, names) {
  const parts = [];
  while (text) {
    let first = null;
    for (const [pattern, build] of MARKS) {
      const found = pattern.exec(text);
      if (found && (!first || found.index < first.found.index)) {
        const node = build(found, names);
        if (node) first = { found, node };
      }
    }
    if (!first) break;
    parts.push(...lines(text.slice(0, first.found.index)), first.node);
    text = text.slice(first.found.index + first.found[0].length);
    if (first.node.tagName === "PRE") text = text.replace(/^\n/, "");
  }
  return [...parts, ...lines(text)];
}

function lines(text) {
  return text.split("\n").flatMap((line, number) => (number ? [el("br"), plain(line)] : [plain(line)]));
}

// A text object: plain_text as it is, mrkdwn with its marks; quoted lines get their bar.
export function textObject(text, names) {
  if (text.type !== "mrkdwn") return lines(text.text.replace(/&/g, "&amp;"));
  const parts = text.text.split(/((?:^&gt; ?.*(?:\n|$))+)/m);
  return parts.filter(Boolean).flatMap((part) =>
    part.startsWith("&gt;")
      ? [el("blockquote", {}, marked(part.replace(/^&gt; ?/gm, "").trimEnd(), names))]
      : marked(part, names));
}

export function richText(elements, names) {
  return elements.map((part) => {
    const inside = part.elements.map((one) => (one.elements ? richText([one], names)[0] : richWord(one, names)));
    if (part.type === "rich_text_list") {
      return el(part.style === "ordered" ? "ol" : "ul", {}, inside.map((item) => el("li", {}, item)));
    }
    const tags = { rich_text_preformatted: "pre", rich_text_quote: "blockquote" };
    return el(tags[part.type] || "div", {}, inside);
  });
}

function richWord(word, names) {
  if (word.type === "user") return el("span", { class: "mention" }, `@${names(word.user_id)}`);
  if (word.type === "channel") return el("span", { class: "mention" }, `#${names(word.channel_id)}`);
  if (word.type === "emoji") return EMOJI[word.name] || `:${word.name}:`;
  if (word.type === "link") {
    return el("a", { href: word.url, rel: "noreferrer noopener", target: "_blank" }, word.text || word.url);
  }
  let node = lines((word.text || "").replace(/&/g, "&amp;"));
  for (const [style, tag] of [["code", "code"], ["bold", "b"], ["italic", "i"], ["strike", "s"]]) {
    if (word.style?.[style]) node = el(tag, {}, node);
  }
  return Array.isArray(node) ? el("span", {}, node) : node;
}
