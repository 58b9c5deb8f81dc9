/* The ask widget for shop pages: <script src="https://HOST/widget.js" data-producer="ID" defer></script>
   Adds <origin-qa>. Text enters the page as text only; nothing is stored, no cookie is sent. */
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script) return console.error("origin-qa: load widget.js with a plain <script>, not as a module");
  const host = script.src.replace(/widget\.js([?#].*)?$/, "");

  // Put in by the server: the interface's texts by language, and the longest question that it reads.
  const TEXTS = {};
  const LONGEST = 2000;

  // Names of its own: a shop may well write --origin-qa-accent: var(--accent).
  const STYLE = `
:host{all:initial;color-scheme:inherit;display:block;
--_accent:var(--origin-qa-accent,#8a3a1e);--_on:var(--origin-qa-on-accent,#fffaf3);--_ink:var(--origin-qa-ink,#2b221c);
--_soft:var(--origin-qa-soft,#6c5d51);--_paper:var(--origin-qa-paper,#fffdf9);--_line:var(--origin-qa-line,#8d7c6d);
--_mark:var(--origin-qa-mark,#ffe7a3);--_round:var(--origin-qa-radius,.5rem);
color:var(--_ink);font:1rem/1.5 var(--origin-qa-font,system-ui,sans-serif);overflow-wrap:anywhere}
@supports(color:light-dark(red,red)){:host{
--_accent:var(--origin-qa-accent,light-dark(#8a3a1e,#efa57f));--_on:var(--origin-qa-on-accent,light-dark(#fffaf3,#24120a));
--_ink:var(--origin-qa-ink,light-dark(#2b221c,#eee4d7));--_soft:var(--origin-qa-soft,light-dark(#6c5d51,#b9a897));
--_paper:var(--origin-qa-paper,light-dark(#fffdf9,#221b17));--_line:var(--origin-qa-line,light-dark(#8d7c6d,#88786a))}}
:host([theme=dark]){color-scheme:dark}:host([theme=light]){color-scheme:light}:host([theme=auto]){color-scheme:light dark}
:host([hidden]){display:none}
*{box-sizing:border-box}
h2,p,figure,blockquote{margin:0}
button,textarea{font:inherit;color:inherit}
button{min-height:2.75rem;padding:.5rem 1rem;border:1px solid var(--_line);border-radius:var(--_round);background:none;cursor:pointer}
:focus-visible{outline:3px solid var(--_accent);outline-offset:2px}
.launcher,.submit{border-color:transparent;background:var(--_accent);color:var(--_on);font-weight:600}
.panel{display:flex;flex-direction:column;gap:.75rem;padding:1rem;border:1px solid var(--_line);border-radius:var(--_round);background:var(--_paper)}
[hidden]{display:none!important}
.floating{position:fixed;inset:auto var(--origin-qa-offset,1rem) var(--origin-qa-offset,1rem) auto;z-index:var(--origin-qa-z,1000)}
.floating.launcher{border-radius:2rem}
.floating.panel{width:min(var(--origin-qa-width,24rem),calc(100vw - 2rem));max-height:min(var(--origin-qa-height,36rem),calc(100vh - 2rem));box-shadow:0 .5rem 2rem rgb(0 0 0/.25)}
.head{display:flex;align-items:center;justify-content:space-between;gap:.5rem}
.title{font-size:1.125rem;font-weight:700;line-height:1.25}
.close{flex:none}.submit{justify-self:end;padding-inline:1.5rem}
.log{display:grid;gap:1rem;overflow-y:auto}
.log:empty{display:none}
.turn{display:grid;gap:.5rem}
.question,.status,.from{color:var(--_soft)}
.question{font-style:italic}.status,.from{font-size:.8125rem}.status{font-weight:600}
.turn+.turn{padding-top:1rem;border-top:1px solid var(--_line)}
.lines span{display:block}.lines span+span{margin-top:.25rem}
.cite{min-height:1.5rem;min-width:1.5rem;margin-inline-start:.3em;padding:0 .35em;border-radius:1em;font-size:.8125rem;line-height:1.4}
.cite[aria-expanded=true]{background:var(--_accent);color:var(--_on)}
.source{display:grid;gap:.25rem;padding:.5rem .75rem;border-inline-start:3px solid var(--_accent)}
.source[hidden]{display:none}
blockquote{white-space:pre-line}
mark{background:var(--_mark);color:#2b221c}
a{color:var(--_accent)}
form{display:grid;gap:.5rem}
label{font-size:.875rem;font-weight:600}
textarea{width:100%;min-height:3.5rem;padding:.5rem .75rem;border:1px solid var(--_line);border-radius:var(--_round);background:transparent;resize:vertical}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (prefers-reduced-motion:no-preference){.panel{animation:rise .15s ease-out}@keyframes rise{from{opacity:0}}}
@media (forced-colors:active){.launcher,.submit{border-color:ButtonText}mark{forced-color-adjust:none;background:Mark;color:MarkText}}`;

  /** An element with a class, which is also its part for themes, and its text. */
  const make = (tag, part, text) => {
    const made = document.createElement(tag);
    if (part) made.className = made.part = part;
    if (text != null) made.textContent = text;
    return made;
  };

  let count = 0;

  class OriginQA extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      const tongue = (this.lang || this.closest("[lang]")?.lang || navigator.language).slice(0, 2).toLowerCase();
      const language = tongue in TEXTS ? tongue : "en";
      this.say = TEXTS[language];
      this.history = [];
      this.id_ = ++count;
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      this.build(root, this.getAttribute("mode") !== "inline", language);
    }

    build(root, floating, language) {
      const say = this.say;
      const panel = (this.panel = make("section", "panel"));
      const head = make("div", "head");
      const title = make("h2", "title", this.getAttribute("label") || say.title);
      title.id = "title";
      head.append(title);
      panel.lang = language;
      panel.id = "panel";
      panel.setAttribute("aria-labelledby", "title");
      panel.setAttribute("role", floating ? "dialog" : "region");
      this.log = make("div", "log");
      this.status = make("p", "unseen");
      this.status.setAttribute("role", "status");
      const form = make("form", "form");
      this.label = make("label", "label", say.label);
      this.field = make("textarea", "input");
      this.field.id = this.label.htmlFor = "question";
      this.field.maxLength = LONGEST;
      this.field.rows = 2;
      const submit = make("button", "submit", say.ask);
      form.append(this.label, this.field, submit);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const question = this.field.value.trim();
        if (question) this.ask(question);
      });
      this.field.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        form.requestSubmit();
      });
      panel.append(head, this.log, form, this.status);
      if (!floating) return root.append(panel);

      const launcher = make("button", "launcher", this.getAttribute("label") || say.open);
      launcher.lang = language;
      const close = make("button", "close", say.close);
      const show = (open) => {
        panel.hidden = !open;
        launcher.hidden = open;
        launcher.setAttribute("aria-expanded", String(open));
        (open ? this.field : launcher).focus();
      };
      for (const each of [launcher, panel]) each.classList.add("floating");
      launcher.setAttribute("aria-haspopup", "dialog");
      launcher.setAttribute("aria-controls", "panel");
      launcher.setAttribute("aria-expanded", "false");
      launcher.type = close.type = "button";
      panel.hidden = true;
      head.append(close);
      launcher.addEventListener("click", () => show(true));
      close.addEventListener("click", () => show(false));
      panel.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        show(false);
      });
      root.append(launcher, panel);
    }

    async ask(question, producer = this.getAttribute("producer")) {
      if (this.busy) return;
      this.busy = true;
      const turn = make("article", "turn");
      const wait = make("p", "status", this.say.busy);
      turn.append(make("p", "question", question), wait);
      this.log.append(turn);
      this.log.scrollTop = this.log.scrollHeight;
      this.status.textContent = this.say.busy;
      try {
        const answer = await this.fetchAnswer(question, producer);
        wait.remove();
        this.show(turn, answer, question);
        this.history.push(question);
        this.field.value = "";
        this.label.textContent = this.say.more;
        this.status.textContent = answer.answer;
        this.dispatchEvent(new CustomEvent("origin-qa-answer", { bubbles: true, composed: true, detail: { status: answer.status } }));
      } catch (error) {
        wait.className = wait.part = "notice";
        wait.textContent = this.status.textContent = error.message;
        this.field.value = question;
        const again = make("button", "retry", this.say.retry);
        again.type = "button";
        again.addEventListener("click", () => {
          turn.remove();
          this.field.focus();
          this.ask(question, producer);
        });
        turn.append(again);
      } finally {
        this.busy = false;
        this.log.scrollTop = turn.offsetTop - this.log.offsetTop;
      }
    }

    async fetchAnswer(question, producer) {
      let response;
      try {
        response = await fetch(host + "api/ask", {
          method: "POST",
          credentials: "omit",
          headers: { "Content-Type": "application/json", Accept: "text/event-stream, application/json" },
          body: JSON.stringify({ question, history: this.history.slice(-50), page_producer: producer || null }),
        });
      } catch {
        throw new Error(await this.unreachable());
      }
      if (response.status === 429) throw new Error(this.say.limit);
      let data;
      try {
        const stream = (response.headers.get("content-type") || "").startsWith("text/event-stream");
        data = stream ? await this.read(response) : await response.json();
      } catch {
        throw new Error(this.say.cut);
      }
      if (!data.sentences) {
        console.error(`origin-qa: ${data.detail}`); // in English, for whoever keeps the shop
        throw new Error(this.say.fault);
      }
      return data;
    }

    /** The answer, or the problem, out of a stream of events; throws if it ends before either. */
    async read(response) {
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      for (;;) {
        const { done, value } = await reader.read();
        if (done) throw new Error("cut off");
        text += value;
        const events = text.split(/\r?\n\r?\n/);
        text = events.pop();
        for (const event of events) {
          if (!/^event: ?(answer|error)$/m.test(event)) continue;
          reader.cancel().catch(() => {});
          return JSON.parse(event.match(/^data: ?(.*)$/m)[1]);
        }
      }
    }

    /** A browser hides why a request failed. If the script itself can be had, this origin was refused. */
    async unreachable() {
      try {
        await fetch(host + "widget.js", { method: "HEAD", mode: "no-cors", credentials: "omit", cache: "no-store" });
      } catch {
        return this.say.offline;
      }
      console.error(`origin-qa: ${host} does not allow ${location.origin}. Add it to ORIGIN_QA_ORIGINS there.`);
      return this.say.refused;
    }

    show(turn, answer, question) {
      const rival = answer.status === "conflict";
      const figures = new Map(answer.citations.map((each) => [each.n, this.source(each, rival)]));
      const said = make("p", "answer");
      if (rival || answer.status === "clarify" || answer.table) said.className += " lines";
      for (const sentence of answer.sentences) {
        const line = make("span", "", sentence.text);
        for (const n of sentence.citations) if (figures.has(n)) line.append(this.cite(n, figures.get(n)));
        said.append(line, " ");
      }
      turn.classList.add(answer.status);
      turn.append(make("p", "status", this.say[answer.status] || ""), said, ...figures.values());
      if (answer.status === "clarify") this.choose(turn, answer.producers, question);
      const near = answer.suggestions.slice(0, 3);
      if (near.length) turn.append(make("p", "status", this.say.nearest), ...near.map((each) => this.source(each, true)));
    }

    cite(n, figure) {
      const button = make("button", "cite", n);
      button.type = "button";
      figure.id = `source-${this.id_}-${this.history.length}-${n}`;
      button.setAttribute("aria-label", `${this.say.source} ${n}`);
      button.setAttribute("aria-controls", figure.id);
      const tell = () => button.setAttribute("aria-expanded", String(!figure.hidden));
      button.addEventListener("click", () => {
        figure.hidden = !figure.hidden;
        figure.dispatchEvent(new Event("toggle")); // several numbers may lead to one source
        if (!figure.hidden) figure.scrollIntoView({ block: "nearest" });
      });
      figure.addEventListener("toggle", tell);
      tell();
      return button;
    }

    /** A cited slice, its mark set. Offsets count code points, so the text is taken apart into these. */
    source(cited, open = false) {
      const figure = make("figure", "source");
      figure.hidden = !open;
      const quote = make("blockquote", "quote");
      const points = Array.from(cited.text);
      const [from, to] = cited.mark ? cited.mark.map((at) => Math.min(Math.max(at - cited.start, 0), points.length)) : [0, 0];
      const part = (a, b) => points.slice(a, b).join("");
      quote.append(part(0, from));
      if (to > from) quote.append(make("mark", "mark", part(from, to)));
      quote.append(part(to));
      const names = [cited.title, cited.section].filter((name, n, all) => name && all.indexOf(name) === n);
      const link = make("a", "link", this.say.link);
      const path = cited.document.split("/").map(encodeURIComponent).join("/");
      link.href = `${host}sources/${path}?start=${cited.start}&end=${cited.end}#mark`;
      link.target = "_blank";
      link.rel = "noopener";
      figure.append(quote, make("p", "from", names.join(", ")), link);
      return figure;
    }

    async choose(turn, producers, question) {
      const known = await fetch(host + "api/producers", { credentials: "omit" }).then((got) => got.json()).catch(() => []);
      for (const id of producers) {
        const button = make("button", "choice", known.find((each) => each.id === id)?.name || id);
        button.type = "button";
        button.addEventListener("click", () => this.ask(question, id));
        turn.append(button);
      }
    }
  }

  if (!customElements.get("origin-qa")) customElements.define("origin-qa", OriginQA);

  const place = () => {
    const { producer, mode, lang, target, label, theme } = script.dataset;
    const asked = producer || mode || target;
    if (!asked && document.querySelector("origin-qa")) return;
    const into = target ? document.querySelector(target) : document.body;
    if (!into) return console.error(`origin-qa: nothing on this page matches data-target="${target}"`);
    const element = document.createElement("origin-qa");
    const chosen = { producer, label, lang, theme, mode: mode || (target ? "inline" : "floating") };
    for (const [name, value] of Object.entries(chosen)) if (value) element.setAttribute(name, value);
    into.append(element);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
  else place();
})();
