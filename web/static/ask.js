// Carries a conversation on without leaving the page. Every form works without this script, too:
// what the server renders for a page it renders for the script, hidden fields included.

const PATIENCE = 45_000; // ms; the server says something every 15 seconds
const at = (id) => document.getElementById(id);
const talk = at("talk");
const part = (selector) => at("parts").content.querySelector(selector).cloneNode(true);
const field = () => at("question");
const composer = () => talk.querySelector(".composer");
const say = (text) => (at("announcer").textContent = text);
let busy = false; // an answer is awaited; what follows it gives way to the next question
let reading = null; // ends the stream that is read
let opened = null; // the source that a citation opened: { cited, card, link }

function rendered(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

// Shows the buttons that only work with a script, and in a page that may write to the clipboard.
function awaken(root) {
  for (const button of root.querySelectorAll(".copy")) button.hidden = !navigator.clipboard;
}

function fields(form, button) {
  const data = new FormData(form);
  if (button?.name) data.set(button.name, button.value);
  return new URLSearchParams(data);
}

function post(url, body, accept, signal) {
  return fetch(url, { method: "POST", body, headers: { Accept: accept }, signal });
}

// ── asking ──

async function ask(asked, typed) {
  if (busy) return;
  busy = true;
  reading?.abort();
  const control = (reading = new AbortController());
  say("");
  const pending = place(asked);
  if (typed) field().value = "";
  else pending.firstElementChild.focus({ preventScroll: true });
  pending.scrollIntoView({ block: "start" });
  try {
    await follow(asked, pending, control);
    // Whoever comes back finds the conversation, even if the browser has dropped the page.
    history.replaceState({ talk: talk.innerHTML }, "");
  } catch (fault) {
    fail(asked, pending, fault);
  } finally {
    if (reading === control) busy = false;
  }
}

// Makes room for an answer: what stood from this question on gives way, and so does the first page.
function place(asked) {
  const number = Number(asked.get("first")) + asked.getAll("history").length;
  for (const turn of talk.querySelectorAll(".turn")) {
    if (!(Number(turn.dataset.number) < number)) turn.remove();
  }
  if (talk.classList.contains("front")) {
    talk.classList.remove("front");
    talk.querySelector(".roll").remove();
    talk.querySelector(".hero").replaceWith(part("h1"));
  }
  at("question-error")?.remove();
  field().removeAttribute("aria-invalid");
  const pending = part(".pending");
  const heading = pending.firstElementChild;
  heading.textContent = asked.get("question").trim();
  heading.tabIndex = -1;
  composer().before(pending);
  return pending;
}

async function follow(asked, pending, control) {
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => control.abort(), PATIENCE);
  };
  wait();
  try {
    const response = await post("/ask", asked, "text/event-stream", control.signal);
    if (!response.ok) throw await response.json();
    for await (const [name, data] of events(response, wait)) {
      if (name === "passages") pending.querySelector(".found").replaceChildren(rendered(data.html));
      if (name === "answer") {
        show(data, pending);
        busy = false;
      }
      if (name === "done") at("onward").replaceChildren(rendered(data.html));
      if (name === "error") throw data;
    }
    if (pending.isConnected) throw null;
  } finally {
    clearTimeout(timer);
  }
}

async function* events(response, heard) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    heard();
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const [, name, data] = /^event: (.*)\ndata: (.*)$/m.exec(block) ?? [];
      if (name) yield [name, JSON.parse(data)];
    }
  }
}

function show(data, pending) {
  const turn = rendered(data.html).firstElementChild;
  const focused = pending.contains(document.activeElement);
  awaken(turn);
  pending.replaceWith(turn);
  if (focused) {
    turn.firstElementChild.tabIndex = -1;
    turn.firstElementChild.focus({ preventScroll: true });
  }
  at("composer-head").replaceChildren(rendered(data.head));
  at("onward").replaceChildren();
  composer().action = `/ask#turn-${data.number + 1}`;
  composer().elements.producer.value = data.about;
  const spoken = [...turn.querySelectorAll(".status, .sentence, .versus tbody th, .unstated")].map((each) => {
    const words = each.cloneNode(true);
    for (const link of words.querySelectorAll(".ref")) link.remove();
    return words.textContent.trim();
  });
  say(spoken.join(" "));
}

// `fault` is a problem document where the server said what was wrong; else the connection was cut.
function fail(asked, pending, fault) {
  if (!pending.isConnected) return; // the answer stands, only what to ask next is missing
  const question = asked.get("question");
  const notice = part(".cut");
  const retry = notice.querySelector("button");
  if (fault?.detail) notice.firstElementChild.textContent = fault.detail;
  if (fault?.status < 500 && fault.status !== 429) retry.remove();
  pending.removeAttribute("aria-busy");
  pending.classList.add("failed");
  pending.querySelector(".found").remove();
  pending.querySelector(".answer").replaceChildren(notice);
  field().value ||= question;
  retry.addEventListener("click", () => {
    if (field().value === question) field().value = "";
    ask(asked, false);
  });
}

// ── sources ──

function open(link) {
  close();
  const cited = at(link.hash.slice(1));
  const card = cited.closest(".card");
  const around = card.querySelector("details");
  opened = { cited, card, link };
  cited.classList.add("opened");
  card.classList.add("opened");
  if (around) around.open = true;
  cited.tabIndex = -1;
  cited.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
}

function close() {
  if (!opened) return;
  const { cited, card, link } = opened;
  const focused = card.contains(document.activeElement);
  opened = null;
  cited.classList.remove("opened");
  card.classList.remove("opened");
  card.querySelector("details")?.removeAttribute("open");
  if (focused) link.focus();
}

// ── what can be done with an answer ──

const copied = (text) => navigator.clipboard?.writeText(text).then(() => true, () => false);

async function copyAnswer(button) {
  const plain = button.parentNode.querySelector(".plain").content.textContent;
  if (!(await copied(plain.replace(/^\//gm, location.origin + "/")))) return;
  const label = button.textContent;
  button.textContent = button.dataset.done;
  say(button.dataset.done);
  setTimeout(() => (button.textContent = label), 2_000);
}

async function send(form, button) {
  if (form.ariaBusy) return;
  form.ariaBusy = "true";
  form.querySelector(".fault")?.remove();
  const body = fields(form, button);
  const response = await post(form.action, body, "application/json").catch(() => null);
  const answer = await response?.json().catch(() => null);
  form.ariaBusy = null;
  if (!response?.ok || !answer) {
    const notice = part(".fault");
    if (answer?.detail) notice.textContent = answer.detail;
    button.after(notice);
  } else if (form.dataset.thanks) thank(form);
  else showLink(form, new URL(answer.url, location).href);
}

function thank(form) {
  const thanks = document.createElement("p");
  thanks.className = "thanks";
  thanks.tabIndex = -1;
  thanks.textContent = form.dataset.thanks;
  (form.closest(".message") ?? form).replaceWith(thanks);
  thanks.focus({ preventScroll: true });
}

async function showLink(form, url) {
  const place = form.querySelector(".shared");
  const link = place.querySelector("input");
  const notice = place.querySelector("[data-copied]");
  place.hidden = false;
  link.value = url;
  link.select();
  notice.hidden = !(await copied(url));
  if (!notice.hidden) say(notice.textContent);
}

// ── listening ──

document.addEventListener("submit", (event) => {
  const form = event.target;
  const button = event.submitter;
  if (button?.name === "switch") return; // another language: the whole page comes anew
  if ("ask" in form.dataset) {
    event.preventDefault();
    const asked = fields(form, button);
    if (asked.get("question").trim()) ask(asked, form === composer());
  } else if ("send" in form.dataset) {
    event.preventDefault();
    send(form, button);
  }
});

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const target = event.target.closest(".ref, .back, .copy");
  if (!target) return;
  if (target.matches(".copy")) return copyAnswer(target);
  if (target.matches(".back") && !opened) return;
  event.preventDefault();
  if (target.matches(".ref")) open(target);
  else close();
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
  if (event.key !== "Enter" || event.isComposing || event.target !== field()) return;
  if (event.shiftKey || event.altKey) return;
  event.preventDefault();
  composer().requestSubmit();
});

// An address is only kept with consent, so that is asked for as soon as one is written.
document.addEventListener("input", ({ target }) => {
  if (target.name === "email") target.form.elements.consent.required = target.value !== "";
});

if (history.state?.talk && performance.getEntriesByType("navigation")[0].type === "back_forward") {
  talk.innerHTML = history.state.talk;
  talk.classList.remove("front");
}
awaken(document);
