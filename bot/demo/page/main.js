// The playground: one person in a workspace, the bot's messages as they come.

import { blocks } from "./blocks.js";
import { chips, composer } from "./composer.js";
import { byId, el } from "./dom.js";
import { dayLine, isInChannel, messageNode, replyLine, sameDay } from "./messages.js";
import { menus } from "./elements.js";
import { showErrors, showModal } from "./modal.js";
import { act, listen, state } from "./server.js";
import { tour } from "./tour.js";

const HOME = "home";
const world = { me: "", room: "", thread: "", members: [], rooms: [], messages: [], private: [], home: null, unread: new Set() };

menus.ask = async (action, typed) => (await act("options", { me: world.me, action_id: action, value: typed })).options || [];

const OTHERS = { U0USAGEBOT: "usage-bot", USLACKBOT: "Slackbot" };
const names = (id) => OTHERS[id] || [...world.members, ...world.rooms].find((one) => one.id === id)?.name || id;
Object.defineProperties(names, { members: { get: () => world.members }, rooms: { get: () => world.rooms } });

const tools = {
  names,
  press: (message, block, element, value) => click({ channel: message.channel, ts: message.ts }, block, element, value),
  openThread: (message) => { world.thread = message.thread_ts || message.ts; drawThread(); },
  parent: (message) => world.messages.find((one) => one.ts === message.thread_ts),
  replies: (message) => world.messages.filter((one) => one.thread_ts === message.ts && one.ts !== message.ts),
};

async function click(where, block, element, value) {
  return asked("click", { ...where, me: world.me, block_id: block.block_id, action_id: element.action_id, value });
}

async function asked(what, body) {
  const said = await act(what, body).catch(() => ({ error: "The playground does not answer. Is it still running?" }));
  if (said.error) notice(said.error);
  return said;
}

function notice(text) {
  const place = byId("notice");
  place.textContent = text;
  place.classList.add("shown");
  clearTimeout(notice.timer);
  notice.timer = setTimeout(() => place.classList.remove("shown"), 6000);
}

// What is in view

const inRoom = () => [...world.messages, ...world.private]
  .filter((message) => message.channel === world.room && isInChannel(message) && (!message.is_ephemeral || message.to === world.me))
  .sort((one, other) => Number(one.ts) - Number(other.ts));

function drawRoom() {
  const isHome = world.room === HOME;
  const isDirect = world.room === world.direct.id;
  const room = isDirect ? world.direct : world.rooms.find((one) => one.id === world.room);
  byId("room-name").textContent = isHome || isDirect ? "usage-bot" : `# ${room.name}`;
  byId("room-topic").textContent = isHome ? "Home" : room.topic;
  byId("composer").hidden = isHome;
  byId("chips").hidden = isHome || isDirect;
  byId("tour").classList.toggle("away", isHome || isDirect);
  line.placeholder(isDirect ? "Ask usage-bot: today by model" : `Message #${room?.name}, or / for commands`);
  const list = byId("messages");
  list.replaceChildren();
  if (isHome) {
    const press = (block, element, value) => click({ view: "home" }, block, element, value);
    list.append(el("div", { class: "home" }, world.home ? blocks(world.home.blocks, names, press) : "The Home tab is being made…"));
    return;
  }
  let before = null;
  for (const message of inRoom()) {
    if (!before || !sameDay(before.ts, message.ts)) list.append(dayLine(message.ts));
    list.append(messageNode(message, tools));
    before = message;
  }
  toEnd();
}

// Who reads the newest message keeps it in view when something beside or below it changes.
let atEnd = true;
const isAtEnd = (list) => list.scrollHeight - list.scrollTop - Math.max(list.clientHeight, list.lastElementChild?.offsetHeight || 0) < 60;
function toEnd() {
  const list = byId("messages"), newest = list.lastElementChild;
  list.scrollTop = list.scrollHeight;
  // What is longer than the page is read from its first line.
  if (newest?.offsetHeight > list.clientHeight) list.scrollTop = newest.offsetTop - list.offsetTop;
}
byId("messages").addEventListener("scroll", ({ target }) => { atEnd = isAtEnd(target); });
new ResizeObserver(() => { if (atEnd) toEnd(); }).observe(byId("messages"));

function drawMessage(message) {
  const list = byId("messages");
  const old = list.querySelector(`[data-ts="${message.ts}"]`);
  if (old) old.replaceWith(messageNode(message, tools));
  else {
    const before = inRoom().at(-2);
    if (!before || !sameDay(before.ts, message.ts)) list.append(dayLine(message.ts));
    list.append(messageNode(message, tools));
  }
  if (atEnd || (message.is_ephemeral && !old)) toEnd();
}

function drawThread() {
  const parent = world.messages.find((one) => one.ts === world.thread);
  byId("thread").hidden = !parent;
  document.body.classList.toggle("with-thread", Boolean(parent));
  if (!parent) return;
  const replies = tools.replies(parent), shown = (message) => messageNode(message, tools, { inThread: true });
  byId("thread-messages").replaceChildren(shown(parent), replies.length ? replyLine(replies.length) : "", ...replies.map(shown));
  byId("thread-messages").lastElementChild.scrollIntoView({ block: "nearest" });
}

function drawSidebar() {
  const item = (id, label, kind) => el("li", {}, el("button", {
    type: "button", class: `${kind} ${world.unread.has(id) ? "unread" : ""}`, "aria-current": id === world.room ? "page" : null, onclick: () => go(id),
  }, label));
  byId("channels").replaceChildren(...world.rooms.map((room) => item(room.id, `# ${room.name}`, "channel")));
  byId("apps").replaceChildren(item(HOME, "usage-bot · Home", "app-item"), item(world.direct.id, "usage-bot · Messages", "app-item"));
}

function go(id) {
  world.room = id;
  world.thread = "";
  world.unread.delete(id);
  toggleSidebar(false);
  drawSidebar();
  drawRoom();
  drawThread();
  if (id === HOME) asked("home", { me: world.me });
  else line.focus();
}

function toggleSidebar(open) {
  document.body.classList.toggle("with-sidebar", open);
  byId("menu").setAttribute("aria-expanded", String(open));
}

// What the server tells

const put = (list, message) => {
  const place = list.findIndex((one) => one.ts === message.ts && one.channel === message.channel);
  if (place < 0) list.push(message);
  else list[place] = message;
};

const TOLD = {
  message: arrived,
  edited: arrived,
  private: arrived,
  deleted: (message) => {
    for (const kind of ["messages", "private"]) world[kind] = world[kind].filter((one) => one.ts !== message.ts || one.channel !== message.channel);
    drawRoom();
  },
  view: ({ user, view }) => { if (user === world.me) modal(view); },
  view_errors: ({ user, errors }) => { if (user === world.me) showErrors(errors); },
  home: ({ user, view }) => { if (user === world.me) { world.home = view; if (world.room === HOME) drawRoom(); } },
  clock: setClock,
};

function arrived(message) {
  put(message.is_ephemeral ? world.private : world.messages, message);
  if (message.is_ephemeral && message.to !== world.me) return;
  if (message.channel === world.room && isInChannel(message)) drawMessage(message);
  else if (message.channel !== world.room) { world.unread.add(message.channel); drawSidebar(); }
  const parent = world.messages.find((one) => one.ts === message.thread_ts && one.ts !== message.ts);
  if (parent && parent.channel === world.room) drawMessage(parent);
  for (const line of world.messages) if (line.thread_ts === message.ts && line !== message && line.channel === world.room && isInChannel(line)) drawMessage(line);
  if (world.thread && (message.ts === world.thread || message.thread_ts === world.thread)) drawThread();
}

function modal(view) {
  showModal(view, names, {
    submit: (typed) => asked("submit", { me: world.me, values: typed }),
    close: () => asked("close_view", { me: world.me }),
    press: (block, element, value) => click({ view: "modal" }, block, element, value),
  });
}

// The clock of the playground, which runs on between two words of the server.

let offset = 0;
const shownTime = new Intl.DateTimeFormat("en-GB", {
  weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone: "UTC",
});
function setClock({ now }) { offset = Date.parse(now) - Date.now(); tick(); }
function tick() {
  const now = new Date(Date.now() + offset);
  byId("now").textContent = `${shownTime.format(now)} UTC`;
  byId("now").dateTime = now.toISOString();
}

// Doing

// A link to a message of this workspace leads to its thread here; there is no other place that knows it.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="https://local.slack.com/archives/"]');
  if (!link) return;
  event.preventDefault();
  const [, channel, digits] = link.href.match(/archives\/(\w+)\/p(\d+)/);
  const ts = `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  const message = world.messages.find((one) => one.channel === channel && one.ts === ts);
  go(channel);
  if (message) tools.openThread(message);
});

const say = (text, thread = "") => asked("say", { me: world.me, channel: world.room, text, thread });

async function send(text) {
  if (!text.startsWith("/")) return say(text);
  const [command] = text.split(/\s/, 1);
  return asked("command", { me: world.me, channel: world.room, command, text: text.slice(command.length).trim() });
}

byId("thread-composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = byId("thread-input"), text = field.value.trim();
  if (!text) return;
  if (text.startsWith("/")) return notice("Slack takes no commands in threads. Write @usage-bot and the question.");
  field.value = "";
  say(text, world.thread);
});

// The newest message of the bot with a thread that says more: the alert that grew, when the tour comes to it.
function openLatestThread() {
  const latest = world.messages.findLast((one) => one.channel === world.room && one.bot_id && tools.replies(one).length);
  if (latest) tools.openThread(latest);
}

const line = composer({ send, hints: () => world.hints || [] });

async function load(me) {
  const found = await state(me);
  Object.assign(world, found);
  setClock(found);
  byId("me").replaceChildren(...found.members.map((one) => el("option", { value: one.id, selected: one.id === found.me }, `${one.name}, ${one.title}`)));
  chips(found.chips, send);
  if (![HOME, found.direct.id, ...found.rooms.map((room) => room.id)].includes(world.room)) world.room = found.rooms[0].id;
  drawSidebar();
  drawRoom();
  drawThread();
  modal(found.modal);
}

byId("menu").addEventListener("click", () => toggleSidebar(!document.body.classList.contains("with-sidebar")));
byId("thread-close").addEventListener("click", () => { world.thread = ""; drawThread(); line.focus(); });
byId("me").addEventListener("change", (event) => load(event.target.value));
byId("theme").addEventListener("click", () => {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const now = document.documentElement.dataset.theme || (dark ? "dark" : "light");
  document.documentElement.dataset.theme = now === "dark" ? "light" : "dark";
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || byId("modal").open) return;
  if (world.thread) { world.thread = ""; drawThread(); line.focus(); } else toggleSidebar(false);
});
for (const button of document.querySelectorAll("[data-move]")) button.addEventListener("click", () => move(button.dataset.move));
async function move(to) {
  const button = document.querySelector(`[data-move="${to}"]`);
  button.classList.add("waiting");
  return asked("clock", { move: to }).finally(() => button.classList.remove("waiting"));
}
setInterval(tick, 1000);

await load("");
tour({ steps: world.tour, enter: () => { if (world.room !== world.rooms[0].id || world.thread) go(world.rooms[0].id); }, send, move, say: (text) => { openLatestThread(); return say(text, world.thread); } });
let wasLost = false;
listen((told) => TOLD[told.event]?.(told.value), (lost) => {
  if (lost && !wasLost) notice("The playground stopped. Start it again with usage-bot demo.");
  if (!lost && wasLost) load(world.me);
  wasLost = lost;
});
document.body.dataset.ready = "true";
