// Messages of a channel and of a thread.

import { blocks } from "./blocks.js";
import { el } from "./dom.js";
import { marked } from "./mrkdwn.js";

const BOT = "U0USAGEBOT";
const COLOURS = ["#7b4397", "#1a7f64", "#b3541e", "#2f6fb0", "#9b3b5a"];
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
const day = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
const moment = (ts) => new Date(Number(ts) * 1000);

// `tools`: names, press(message, block, element, value), openThread(message), parent(message), replies(message).
export function messageNode(message, tools, { inThread = false } = {}) {
  const { names } = tools;
  const isBot = message.user === BOT;
  const name = isBot ? "usage-bot" : names(message.user);
  const press = (block, element, value) => tools.press(message, block, element, value);
  const body = el("div", { class: "body" },
    message.is_ephemeral ? el("div", { class: "private-mark" }, "Only visible to you") : "",
    el("div", { class: "by" },
      el("b", { class: "name" }, name), isBot ? el("span", { class: "app" }, "APP") : "",
      el("time", { datetime: moment(message.ts).toISOString() }, clock.format(moment(message.ts)))),
    !inThread && message.subtype === "thread_broadcast" ? repliedTo(message, tools) : "",
    message.blocks?.length ? blocks(message.blocks, names, press) : el("div", { class: "text" }, marked(message.text || "", names)),
    files(message), edited(message), inThread ? "" : replyCount(message, tools));
  return el("article", {
    class: `message${message.is_ephemeral ? " private" : ""}`, "data-ts": message.ts, "aria-label": `${name}: ${message.text || ""}`,
  }, avatar(message.user, name, isBot), body);
}

function avatar(user, name, isBot) {
  if (isBot) return el("img", { class: "avatar", src: "/page/icon.svg", alt: "" });
  const face = el("span", { class: "avatar", "aria-hidden": "true" }, name.slice(0, 1));
  face.style.background = COLOURS[[...user].reduce((sum, char) => sum + char.charCodeAt(0), 0) % COLOURS.length];
  return face;
}

function files(message) {
  return (message.files || []).map((file) =>
    el("a", { class: "file", href: `/files/${encodeURIComponent(file.id)}`, download: file.name }, `📄 ${file.name}`));
}

const edited = (message) => (message.edited ? el("span", { class: "edited" }, "(edited)") : "");

function repliedTo(message, tools) {
  const said = tools.parent(message)?.text || "";
  return el("div", { class: "replied" }, "replied to a thread:",
    el("button", { type: "button", class: "link", onclick: () => tools.openThread(message) }, marked(said, tools.names)));
}

const counted = (count) => `${count} ${count === 1 ? "reply" : "replies"}`;

function replyCount(message, tools) {
  const replies = tools.replies(message);
  if (!replies.length) {
    if (message.is_ephemeral || !message.bot_id) return "";
    return el("div", {}, el("button", { type: "button", class: "replies", onclick: () => tools.openThread(message) }, "Reply in thread"));
  }
  return el("div", {},
    el("button", { type: "button", class: "replies", onclick: () => tools.openThread(message) }, counted(replies.length)),
    el("span", { class: "edited" }, `Last reply at ${clock.format(moment(replies.at(-1).ts))}`));
}

export const replyLine = (count) => el("div", { class: "day replies-line", role: "separator" }, counted(count));

export function dayLine(ts) {
  return el("div", { class: "day", role: "separator" }, el("span", {}, day.format(moment(ts))));
}

export const sameDay = (one, other) => day.format(moment(one)) === day.format(moment(other));

export const isInChannel = (message) =>
  !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast";
