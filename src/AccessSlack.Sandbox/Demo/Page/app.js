"use strict";
// All data shown here is untrusted: it only ever goes into the page as text.

const $ = id => document.getElementById(id);
let state = null;
let me = null;
let open = null;
/** The confirmation dialog of a button, as a view; null if none is open. */
let asking = null;
const drafts = new Map();
/** Explanations of requests whose panel is open, by request. */
const explained = new Map();
const seen = new Map();

function el(tag, className, ...children) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...children.filter(child => child !== null && child !== undefined && child !== ""));
  return node;
}

/** Replaces only what changed, to keep focus and scroll position. */
function sync(container, items, build) {
  const old = new Map([...container.children].map(child => [child.dataset.key, child]));
  const nodes = items.map(([key, item]) => {
    const signature = JSON.stringify([item, me]);
    let node = old.get(key);
    if (!node || node.signature !== signature) {
      const focused = node?.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
      const fresh = build(item);
      fresh.dataset.key = key;
      fresh.signature = signature;
      node?.replaceWith(fresh);
      if (focused) fresh.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
      node = fresh;
    }
    old.delete(key);
    return node;
  });
  old.forEach(node => node.remove());
  nodes.forEach((node, i) => { if (container.children[i] !== node) container.insertBefore(node, container.children[i] ?? null); });
}

async function post(path, call) {
  const response = await fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(call) });
  return [response, await response.json()];
}

async function act(path, call, control) {
  if (control) control.disabled = true;
  try {
    const [response, answer] = await post(path, call);
    toast(answer.done ?? answer.error);
    return response.ok;
  } catch {
    toast("The sandbox does not respond. Is it still running?");
    return false;
  } finally {
    if (control) control.disabled = false;
  }
}

let toastTimer;
function toast(text) {
  $("toast").textContent = text;
  $("toast").classList.add("shown");
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => $("toast").classList.remove("shown"), 4500);
}

const clock = seconds => new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
const exactly = seconds => new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });

/** Untrusted text within our own: its text direction must not affect what follows. */
const quoted = (text, longest = 200) => el("bdi", "", text.length > longest ? text.slice(0, longest) + " …" : text);
const personName = id => state.slack.people.find(person => person.id === id)?.name ?? id;
const channelName = id => state.slack.channels.find(channel => channel.id === id)?.name || id;

// --- Slack's text -------------------------------------------------------------------------------------------------

const unescape = text => text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
const inline = /<([^<>\n]+)>|`([^`\n]+)`|(?<![\p{L}\p{N}])([*_~])(?=\S)([^\n]*?\S)\3(?![\p{L}\p{N}])/gu;

function mrkdwn(text) {
  const parts = [];
  let quote = null;
  for (const line of text.split("\n")) {
    const quoted = line.match(/^(?:>|&gt;) ?(.*)$/);
    if (quoted) {
      if (quote) quote.append("\n");
      else parts.push(quote = el("blockquote"));
      quote.append(...spans(quoted[1]));
    } else {
      if (parts.length && !quote) parts.push("\n");
      quote = null;
      parts.push(...spans(line));
    }
  }
  return parts;
}

function spans(text) {
  const parts = [];
  let end = 0;
  for (const match of text.matchAll(inline)) {
    parts.push(unescape(text.slice(end, match.index)));
    end = match.index + match[0].length;
    if (match[1]) parts.push(reference(match[1]));
    else if (match[2]) parts.push(el("code", "", unescape(match[2])));
    else parts.push(el({ "*": "strong", "_": "em", "~": "s" }[match[3]], "", ...spans(match[4])));
  }
  parts.push(unescape(text.slice(end)));
  return parts;
}

/** Content of angle brackets: a mention, a date or a link. */
function reference(token) {
  const [target, label] = token.split(/\|(.*)/s);
  if (target.startsWith("@")) return el("span", "mention", "@" + personName(target.slice(1)));
  if (target.startsWith("#")) return el("span", "mention", "#" + (label ?? channelName(target.slice(1))));
  if (target.startsWith("!date^")) return date(target, label);
  if (target.startsWith("!")) return el("span", "mention", "@" + target.slice(1));
  if (!/^https?:\/\//.test(target)) return unescape(label ?? target);
  const link = el("a", "", unescape(label ?? target));
  link.href = unescape(target);
  const go = placeOf(link.href) ?? (requestOf(link.href) && (() => showRequest(link.href)));
  if (go) link.addEventListener("click", event => { event.preventDefault(); go(); });
  link.rel = "noopener noreferrer";
  link.target = "_blank";
  return link;
}

function date(target, fallback) {
  const [, unix, format] = target.split("^");
  const when = new Date(Number(unix) * 1000);
  if (Number.isNaN(when.getTime())) return unescape(fallback ?? "");
  const words = {
    date: { year: "numeric", month: "long", day: "numeric" }, date_short: { year: "numeric", month: "short", day: "numeric" },
    date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" }, time: { hour: "2-digit", minute: "2-digit" },
    time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" }, date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  };
  if (format === "{ago}") return ago(when, fallback);
  const days = Math.round((new Date(when).setHours(0, 0, 0, 0) - new Date().setHours(0, 0, 0, 0)) / 86400000);
  const text = format.replace(/\{(\w+)\}/g, (whole, name) => {
    if (name.endsWith("_pretty") && Math.abs(days) <= 1) return ["yesterday", "today", "tomorrow"][days + 1];
    const options = words[name.replace(/_pretty$/, "")];
    return options ? when.toLocaleString([], options) : whole;
  });
  const span = el("span", "", text);
  span.title = unescape(fallback ?? "");
  return span;
}

/** Slack's clients keep it up to date; here it is as of the last change. */
function ago(when, fallback) {
  const minutes = Math.max(0, Math.round((Date.now() - when.getTime()) / 60000));
  const [value, unit] = minutes < 60 ? [minutes, "minute"] : minutes < 48 * 60 ? [Math.round(minutes / 60), "hour"] : [Math.round(minutes / 1440), "day"];
  const span = el("span", "", minutes === 0 ? "just now" : new Intl.RelativeTimeFormat("en").format(-value, unit));
  span.title = unescape(fallback ?? "");
  return span;
}

const textObject = object => object.type === "mrkdwn" ? mrkdwn(object.text) : [object.text];

// --- Block Kit ----------------------------------------------------------------------------------------------------

function block(item, where) {
  switch (item.type) {
    case "section": {
      const section = el("div", "block", ...(item.text ? textObject(item.text) : []));
      if (item.fields) section.append(el("div", "fields", ...item.fields.map(field => el("div", "", ...textObject(field)))));
      if (item.accessory?.type === "button") section.append(el("div", "actions", button(item.accessory, where)));
      return section;
    }
    case "context": return el("div", "block context", ...item.elements.map(element => el("div", "", ...textObject(element))));
    case "actions": return el("div", "actions", ...item.elements.filter(element => element.type === "button").map(element => button(element, where)));
    case "header": return el("div", "block header", item.text.text);
    case "divider": return el("hr");
    default: return el("div", "block quiet", `[${item.type}]`);
  }
}

function button(item, where) {
  const control = el("button", item.style ?? "", item.text.text);
  control.type = "button";
  control.dataset.focus = control.dataset.action = item.action_id;
  control.addEventListener("click", () => press(item, where, control));
  return control;
}

function press(item, where, control) {
  if (!item.confirm) return click(item, where, control);
  const { title, text, confirm, deny, style } = item.confirm;
  const answer = yes => () => { asking = null; renderDialog(); if (yes) click(item, where, control); };
  asking = { id: "confirm", title: title.text, blocks: [{ type: "section", text }], submit: confirm.text, close: deny.text, style, errors: {}, send: answer(true), dismiss: answer(false) };
  renderDialog();
}

async function click(item, where, control) {
  const done = await act("api/click", { user: me, channel: where.channel, ts: where.ts, action: item.action_id }, control);
  if (done && item.url) showRequest(item.url);
}

/** A link to a message opens its channel, if the user is there. */
function placeOf(url) {
  const [, channel] = url.match(/\/archives\/(\w+)\/p\d+/) ?? [];
  return channel && state.slack.channels.some(one => one.id === channel && one.members.includes(me)) ? () => { open = channel; render(); } : undefined;
}

const requestOf = url => state.teleport.requests.find(candidate => url.includes(candidate.id));

/** In Slack a link button opens the browser; here it scrolls to the request on the other half of the page. */
function showRequest(url) {
  const request = requestOf(url);
  toast(`Slack opens ${url}`);
  const card = request && [...$("requests").children].find(child => child.dataset.key === request.id);
  if (!card) return;
  card.scrollIntoView({ block: "center", behavior: "smooth" });
  card.classList.remove("flash");
  requestAnimationFrame(() => card.classList.add("flash"));
}

const contents = (item, where) => item.blocks.length ? item.blocks.map(part => block(part, where)) : [el("div", "block", ...mrkdwn(item.text))];

const byline = item => el("div", "", el("span", "author", "teleport"), " ", el("span", "app", "APP"), " ", el("span", "quiet", clock(item.time)));

function thread(replies) {
  const list = el("ol", "thread", ...replies.map(reply => el("li", "", byline(reply), ...contents(reply, { channel: reply.channel, ts: reply.ts }))));
  list.setAttribute("aria-label", "Thread");
  return list;
}

function message(item) {
  const where = { channel: item.channel, ts: item.ts };
  const body = el("div", "body",
    item.told ? el("div", "only", "👁 Only visible to you") : null,
    byline(item), ...contents(item, where));
  if (item.edited) body.append(el("span", "edited", "(edited)"));
  if (item.replies?.length) body.append(thread(item.replies));
  const avatar = el("div", "avatar", "T");
  avatar.setAttribute("aria-hidden", "true");
  const node = el("article", "message" + (item.told ? " told" : ""), avatar, body);
  node.setAttribute("aria-label", item.text);
  return node;
}

// --- Modals -------------------------------------------------------------------------------------------------------

/** At most one covers Slack's messages, and it never covers the choice of the user. */
function renderDialog() {
  const view = asking ?? state.slack.views.findLast(candidate => candidate.user === me);
  const before = $("dialogs").firstElementChild?.dataset.key;
  sync($("dialogs"), view ? [[view.id, view]] : [], dialog);
  $("behind").inert = Boolean(view);
  if (before === view?.id || $("people").contains(document.activeElement)) return;
  if (view) $("dialogs").querySelector("textarea, select, .main, button").focus();
  else $("messages").focus({ preventScroll: true });
}

function dialog(view) {
  const title = el("h3", "", view.title);
  title.id = "dialog-title";
  const dismiss = view.dismiss ?? (() => act("api/close", { user: me, view: view.id }));
  const cancel = el("button", "", view.close);
  cancel.type = "button";
  cancel.dataset.focus = "close";
  cancel.addEventListener("click", dismiss);
  const form = el("form", "", title, view.trouble ? alarm("We had some trouble connecting. Try again?") : null,
    ...view.blocks.map(part => part.type === "input" ? input(part, view) : block(part, null)),
    el("div", "choices", cancel, view.submit ? el("button", "main " + (view.style ?? ""), view.submit) : null));
  form.noValidate = true;
  form.addEventListener("submit", event => { event.preventDefault(); send(view, event.submitter); });
  const box = el("dialog", "", form);
  box.open = true;
  box.setAttribute("aria-labelledby", title.id);
  box.addEventListener("keydown", event => { if (event.key === "Escape") dismiss(); });
  return box;
}

function alarm(text) {
  const node = el("p", "error", text);
  node.role = "alert";
  return node;
}

const isMenu = part => part.element.type === "static_select";

/** What was typed or chosen stays under the same ids, even if the view is replaced: so it is in Slack's own client. */
function input(part, view) {
  const draft = view.id + part.block_id;
  const field = isMenu(part) ? menu(part.element, drafts.get(draft)) : box(part.element, drafts.get(draft));
  field.id = "field-" + part.block_id;
  field.dataset.focus = part.block_id;
  field.addEventListener("input", () => drafts.set(draft, field.value));
  const label = el("label", "", part.label.text, part.optional ? " (optional)" : "");
  label.htmlFor = field.id;
  const error = alarm(view.errors[part.block_id] ?? "");
  error.id = "error-" + part.block_id;
  field.setAttribute("aria-describedby", error.id);
  field.ariaInvalid = String(error.textContent !== "");
  return el("div", "field", label, field, part.hint ? el("p", "hint", part.hint.text) : null, error);
}

function box(element, draft) {
  const field = el("textarea");
  field.rows = element.multiline ? 4 : 1;
  field.maxLength = element.max_length ?? 3000;
  field.placeholder = element.placeholder?.text ?? "";
  field.value = draft ?? element.initial_value ?? "";
  return field;
}

function menu(element, draft) {
  const field = el("select", "", ...element.options.map(option => {
    const choice = el("option", "", option.text.text);
    choice.value = option.value;
    return choice;
  }));
  if (!element.initial_option) {
    const none = el("option", "", element.placeholder?.text ?? "Choose …");
    none.value = "";
    field.prepend(none);
  }
  field.value = draft ?? element.initial_option?.value ?? "";
  if (field.selectedIndex < 0) field.value = element.initial_option?.value ?? "";
  return field;
}

/** Slack's own client does not submit text that is too short, nor a menu in which nothing is chosen. */
function send(view, control) {
  if (view.send) return view.send();
  const inputs = view.blocks.filter(candidate => candidate.type === "input");
  for (const part of inputs) {
    const field = $("field-" + part.block_id);
    const least = field.value === "" && part.optional ? 0 : Math.max(1, part.element.min_length ?? 0);
    if (field.value.length >= least) continue;
    $("error-" + part.block_id).textContent = least === 1 ? isMenu(part) ? "Please choose something." : "Please say something here." : `Please use at least ${least} characters.`;
    field.ariaInvalid = "true";
    return field.focus();
  }
  const choices = inputs.filter(isMenu).map(part => [part.block_id, $("field-" + part.block_id).value]).filter(([, value]) => value);
  return act("api/submit", { user: me, view: view.id, text: $("dialogs").querySelector("textarea")?.value ?? "", choices: Object.fromEntries(choices) }, control);
}

// --- Both halves --------------------------------------------------------------------------------------------------

function requestCard(request) {
  const card = el("article", "item",
    el("div", "head", el("span", "", el("strong", "", request.user), " requests ", el("strong", "", request.roles.join(", "))), el("span", "badge " + request.state, request.state)),
    request.reason ? reasonOf(request) : null,
    ...request.votes.map(vote => el("div", "quiet", "Vote: ", el("strong", "", quoted(vote.by)), ` ${vote.choice}`, vote.reason ? ": " : "", vote.reason ? quoted(vote.reason) : null)),
    request.resolveReason ? el("div", "quiet", "Resolved: ", quoted(request.resolveReason)) : null,
    el("div", "quiet", times(request), " · ", el("code", "", "…" + request.id.slice(-8))));
  const isPending = request.state === "Pending";
  const tctl = el("div", "tctl", el("code", "quiet", "tctl requests"));
  for (const verb of isPending ? ["approve", "deny", "rm"] : ["rm"])
    tctl.append(deed(verb, `tctl requests ${verb}, request of ${request.user}`, control => act("api/tctl", { id: request.id, verb, reason: verb === "rm" ? "" : `${verb} with tctl` }, control)));
  tctl.append(...timeLapse(request));
  if (isPending) tctl.append(deed("let it expire", `let it expire, request of ${request.user}`, control => act("api/expire", { id: request.id }, control)));
  card.append(tctl, explanation(request));
  return card;
}

const times = request => `made at ${clock(request.created)}` + (request.state === "Pending" ? `, open until ${clock(request.pendingUntil)}` : request.state === "Approved" ? `, access until ${exactly(request.accessUntil)}` : "");

/** Hours that need not be waited for: the request's times move back, as if it had been made earlier. */
function timeLapse(request) {
  const [text, path] = { Pending: ["an hour passes", "api/hour"], Approved: ["access ends in a minute", "api/end"] }[request.state] ?? [];
  return text ? [el("span", "quiet", "or"), deed(text, `${text}, request of ${request.user}`, control => act(path, { id: request.id }, control))] : [];
}

/** What the daemon's own command prints, run again when the request changes. */
function explanation(request) {
  const known = explained.get(request.id);
  const output = el("pre", "", known?.text ?? "");
  output.tabIndex = 0;
  output.dataset.focus = "explanation";
  output.role = "region";
  output.setAttribute("aria-label", `Explanation of the request of ${request.user}`);
  const summary = el("summary", "", "Who may decide, and why");
  summary.dataset.focus = "explain";
  const panel = el("details", "explain", summary, el("code", "quiet", request.explain), output);
  panel.open = Boolean(known);
  if (known) explain(request, output);
  panel.addEventListener("toggle", () => {
    if (panel.open === explained.has(request.id)) return;
    if (panel.open) explain(request, output);
    else explained.delete(request.id);
  });
  return panel;
}

async function explain(request, output) {
  const before = explained.get(request.id)?.text;
  explained.set(request.id, { text: before ?? "Asking the daemon's program …" });
  output.textContent = explained.get(request.id).text;
  let text;
  try {
    const [, answer] = await post("api/explain", { id: request.id });
    text = answer.done ?? answer.error;
  } catch {
    text = "The sandbox does not respond. Is it still running?";
  }
  if (explained.has(request.id)) explained.get(request.id).text = output.textContent = text;
}

/** It may be long, so it scrolls, also by keyboard. */
function reasonOf(request) {
  const words = el("blockquote", "quiet reason", request.reason);
  words.tabIndex = 0;
  words.dataset.focus = "reason";
  words.setAttribute("aria-label", `Reason from ${request.user}`);
  return words;
}

function deed(text, label, run) {
  const control = el("button", "", text);
  control.type = "button";
  control.dataset.focus = control.dataset.verb = text;
  control.setAttribute("aria-label", label);
  control.addEventListener("click", () => run(control));
  return control;
}

const auditLine = entry => el("li", "",
  el("span", "quiet", clock(entry.time) + " "), el("code", "", entry.event), entry.state ? " " : "", entry.state ? el("strong", "", entry.state) : "",
  entry.by ? ` by ${entry.by}` : "", entry.delegator ? el("span", "", " for ", el("strong", "", quoted(entry.delegator))) : "",
  entry.reason ? " “" : "", entry.reason ? quoted(entry.reason) : null, entry.reason ? "”" : "", entry.id ? el("span", "quiet", " · ", el("span", "id", "…" + entry.id.slice(-8))) : "");

const isHome = () => open === "home";

/** Slack tells the app each time someone opens its Home. */
const openHome = () => act("api/home", { user: me });

function home(view) {
  const node = el("article", "home body", ...view.blocks.map(part => block(part, null)));
  node.setAttribute("aria-label", "Home tab");
  return node;
}

function channelTab(channel) {
  const tab = el("button", "", channel.id === "home" ? "⌂ Home" : channel.direct ? "✉ teleport" : "# " + channel.name);
  tab.type = "button";
  tab.role = "tab";
  tab.ariaSelected = String(channel.id === open);
  tab.dataset.focus = channel.id;
  tab.tabIndex = channel.open ? 0 : -1;
  if (channel.fresh) tab.append(" ", el("span", "fresh", "new"));
  tab.addEventListener("click", () => { open = channel.id; render(); if (isHome()) openHome(); });
  return tab;
}

/** As in every tab list, the arrow keys move between tabs. */
$("channels").addEventListener("keydown", event => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const next = step && [...$("channels").children].at(([...$("channels").children].indexOf(document.activeElement) + step) % $("channels").children.length);
  if (!next) return;
  next.click();
  [...$("channels").children].find(tab => tab.dataset.key === open)?.focus();
});

function renderSlack() {
  const mine = state.slack.channels.filter(channel => channel.members.includes(me));
  if (!isHome() && !mine.some(channel => channel.id === open)) open = mine.find(channel => !channel.direct)?.id;
  const channel = mine.find(candidate => candidate.id === open);
  if (channel) seen.set(me + channel.id, newest(channel));
  const tabs = mine.map(one => [one.id, { id: one.id, name: one.name, direct: one.direct, open: one.id === open, fresh: newest(one) > (seen.get(me + one.id) ?? 0) }]);
  sync($("channels"), [...tabs, ["home", { id: "home", open: isHome() }]], channelTab);
  if (isHome()) return renderHome();
  const items = channel ? shown(channel).filter(item => !item.thread).map(item => ({ ...item, replies: shown(channel).filter(reply => reply.thread === item.ts) })) : [];
  sync($("messages"), items.map(item => [item.channel + item.ts, item]), message);
  say("no-messages", "No messages here yet. Request access in Teleport.");
  $("no-messages").hidden = items.length > 0;
  $("command").hidden = !channel;
  renderDialog();
}

function renderHome() {
  const view = state.slack.homes.find(candidate => candidate.user === me);
  sync($("messages"), view ? [["home" + me, view]] : [], home);
  say("no-messages", "The app has not shown anything here yet.");
  $("no-messages").hidden = Boolean(view);
  $("command").hidden = true;
  renderDialog();
}

/** What the user sees in a channel, oldest first. */
const shown = channel => [...channel.messages, ...channel.ephemerals.filter(item => item.user === me).map(item => ({ ...item, told: true }))]
  .sort((a, b) => Number(a.ts) - Number(b.ts)).map(item => ({ ...item, channel: channel.id }));

const newest = channel => Number(shown(channel).at(-1)?.ts ?? 0);

/** Changes text only if it differs, so that screen readers do not read it twice. */
function say(id, text) {
  if ($(id).textContent !== text) $(id).textContent = text;
}

function renderDaemon() {
  const { ready, watching, exitCode, log } = state.daemon;
  const ended = exitCode !== null;
  $("daemon").className = "status" + (ended ? " ended" : ready && watching ? " ready" : "");
  say("daemon-text", ended ? `The daemon ended with exit code ${exitCode}. Start the sandbox again.`
    : !ready ? "The daemon is starting …" : watching ? `The daemon is running; Slack reaches it over ${state.slack.socket ? "a socket" : "HTTP"}` : "The daemon has lost its connection to Teleport and is reconnecting …");
  $("socket").ariaChecked = String(state.slack.socket);
  say("log", log.join("\n"));
}

function renderUpkeep() {
  const { restarted, renewed } = state.teleport;
  const { watching, watchBegan, tookCertificates } = state.daemon;
  const words = [];
  if (restarted) words.push(`Restarted at ${exactly(restarted)}: ` + (watching && watchBegan >= restarted ? `the daemon is watching again.` : "all connections were cut, and the daemon is reconnecting …"));
  if (renewed) words.push(`Certificate renewed at ${exactly(renewed)}: ` + (tookCertificates >= renewed ? `the daemon picked it up at ${exactly(tookCertificates)}.` : "the daemon checks every 30 seconds …"));
  say("upkeep", words.join("\n"));
}

const troubles = {
  RateLimit: "Slack answers 429 to every message, with Retry-After: 3. Decisions still reach Teleport.",
  Outage: "Slack is down: it answers 503 to every call.",
};

function renderWeather() {
  const { weather } = state.slack;
  for (const control of document.querySelectorAll("[data-trouble]")) control.ariaChecked = String(control.dataset.trouble === weather?.trouble);
  say("trouble", weather ? `${troubles[weather.trouble]} It ends by itself at ${exactly(weather.until)}; delayed messages appear within half a minute after that.` : "");
}

function render() {
  renderDaemon();
  renderUpkeep();
  renderWeather();
  $("version").textContent = `simulated, ${state.teleport.version}`;
  $("team").textContent = `simulated, ${state.slack.team}`;
  sync($("requests"), state.teleport.requests.map(request => [request.id, request]), requestCard);
  sync($("audit"), state.teleport.audit.map((entry, i, all) => [String(all.length - i), entry]), auditLine);
  $("no-requests").hidden = state.teleport.requests.length > 0;
  $("no-audit").hidden = state.teleport.audit.length > 0;
  renderSlack();
}

function choosePeople() {
  me = state.slack.people[1].id;
  $("user").append(...state.slack.people.filter(person => person.mayAsk).map(person => el("option", "", person.name)));
  $("people").append(...state.slack.people.map(person => {
    const radio = el("input");
    radio.type = "radio";
    radio.name = "me";
    radio.value = person.id;
    radio.checked = person.id === me;
    radio.addEventListener("change", () => { me = person.id; asking = null; render(); if (isHome()) openHome(); });
    return el("label", "", radio, el("span", "", person.name, el("small", "", person.about)));
  }));
}

$("request").addEventListener("submit", event => {
  event.preventDefault();
  const roles = [...document.querySelectorAll("[name=role]:checked")].map(box => box.value);
  act("api/requests", { user: $("user").value, roles, reason: $("reason").value }, event.submitter);
});

for (const control of document.querySelectorAll("[data-sample]"))
  control.addEventListener("click", () => { $("reason").value = samples[control.dataset.sample]; $("reason").scrollTop = 0; toast(`Filled in the ${control.textContent} reason`); });
$("reason").value = samples.ordinary;

for (const [id, path] of [["restart", "api/restart"], ["renew", "api/renew"]]) $(id).addEventListener("click", () => act(path, {}, $(id)));

$("socket").addEventListener("click", () => act("api/door", { socket: $("socket").ariaChecked !== "true" }, $("socket")));

for (const control of document.querySelectorAll("[data-trouble]"))
  control.addEventListener("click", () => act("api/weather", { trouble: control.ariaChecked === "true" ? "None" : control.dataset.trouble }, control));

$("command").addEventListener("submit", async event => {
  event.preventDefault();
  if (await act("api/command", { user: me, channel: open, text: $("command-text").value }, event.submitter)) $("command-text").value = "";
});

const events = new EventSource("api/events");
events.addEventListener("message", event => {
  state = JSON.parse(event.data);
  if (me === null) choosePeople();
  render();
});
events.addEventListener("error", () => {
  $("daemon").className = "status ended";
  $("daemon-text").textContent = "The sandbox does not respond. Is it still running?";
});
