// The frame around one element of Elsa Studio: gives it our address and our sign-in, carries the revision that this tab has loaded, tells
// what became of a save, and shows Studio's English words in Chinese. Everything comes from this server. What concerns the canvas is in
// studio-canvas.js, which hears of it through the events studio-loaded, studio-saved and studio-swept of the document.
(() => {
  "use strict";

  const body = document.body.dataset;
  const endpoint = location.origin + "/elsa/api";
  const page = window.parent === window ? window : window.parent;
  const go = (path) => page.location.assign(path);
  const happened = (name) => document.dispatchEvent(new CustomEvent(name));

  // --- Our own words: Chinese, or English where Studio's own words are shown as they are -------------------------------
  const Words = {
    reload: ["重新载入", "Load again"],
    signIn: ["登录", "Sign in"],
    review: ["去送审", "Go to the review"],
    keep: ["下载我的改动", "Download my changes"],
    saving: ["正在保存…", "Saving…"],
    saved: ["已保存", "Saved"],
    notSaved: ["未保存", "Not saved"],
    draftSaved: ["草稿已保存", "The draft is saved"],
    signedOut: ["登录已过期，当前改动尚未保存。请在新窗口登录后，再改动一次即会自动保存。", "Your sign-in has ended and the last change is not saved. Sign in in a new window and change something: it is then saved by itself."],
    forbidden: ["当前账号没有这项权限，操作未生效。", "This account may not do that; nothing was changed."],
    refused: ["服务器未接受", "The server did not accept it"],
    crashed: ["设计器出现错误。已保存的内容不受影响；请重新载入本页。", "The designer failed. What was saved is safe: load this page again."],
    loading: ["正在载入设计器…首次约需数秒。", "Loading the designer… the first time takes some seconds."],
    notDrawn: ["设计器尚未画出这个流程。可再等片刻；若一直如此，请重新载入，或在本页导出后检查文件。", "The designer has not drawn this workflow yet. Wait a little; if it stays so, load this page again, or export the file and look at it."],
    related: ["相关运行：", "Related runs: "],
    original: ["显示英文原文", "显示中文"],
  };

  const kept = localStorage.getItem("jsjb.studioWords");
  let speaksChinese = kept ? kept !== "original" : !page.document.documentElement.lang.startsWith("en");
  const word = (name) => Words[name][speaksChinese ? 0 : 1];

  // --- What is told -------------------------------------------------------------------------------------------------
  const bar = document.getElementById("studio-bar");
  const state = document.getElementById("studio-state");
  const notice = document.getElementById("studio-notice");
  const loading = document.getElementById("studio-loading");

  const say = (text) => { state.textContent = text; };

  function tell(text, ...actions) {
    notice.replaceChildren(document.createTextNode(text), ...actions.map(([label, act]) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label;
      button.addEventListener("click", act);
      return button;
    }));
    notice.hidden = false;
  }

  const reload = () => [word("reload"), () => location.reload()];

  // --- Revisions: the server compares each save with what this tab has loaded ----------------------------------------
  const revisions = new Map();
  let saving = Promise.resolve();
  let unsaved = null;

  const isSave = (method, path) => method === "POST" && path === "/workflow-definitions";

  function definitionOf(method, path, text) {
    const named = /^\/workflow-definitions\/(?:by-definition-id\/)?([^/?]+)(?:\/(?:publish|retract|revert\/\d+|import))?$/.exec(path);
    if (named && !["by-id", "many-by-id", "query", "validation", "import", "import-files"].includes(named[1])) return decodeURIComponent(named[1]);
    const isImport = method === "POST" && path === "/workflow-definitions/import";
    if (!isSave(method, path) && !isImport) return null;
    try {
      return (isImport ? JSON.parse(text) : JSON.parse(text).model).definitionId || null;
    } catch {
      return null;
    }
  }

  const plainFetch = window.fetch.bind(window);

  async function ask(input, options, method, path) {
    const text = typeof options?.body === "string" ? options.body : options?.body instanceof Uint8Array ? new TextDecoder().decode(options.body) : "";
    const definition = definitionOf(method, path, text);
    const headers = new Headers(options?.headers ?? (input instanceof Request ? input.headers : undefined));
    if (method !== "GET" && definition && revisions.has(definition)) headers.set("If-Match", revisions.get(definition));
    headers.set("X-Studio-Frame", "1");
    if (isSave(method, path)) say(word("saving"));
    const answer = await plainFetch(input, { ...options, headers });
    const revision = answer.headers.get("ETag");
    if (definition && revision) revisions.set(definition, revision);
    if (method === "GET" && answer.ok && (path === "/workflow-instances/" + body.id || definition === body.id && path.includes("/by-definition-id/"))) entitle(answer);
    if (isSave(method, path)) await saved(answer, text);
    else if (method !== "GET" && answer.status === 400) await refused(answer);
    if (answer.status === 401) tell(word("signedOut"), [word("signIn"), () => window.open("/sign-in", "_blank")]);
    if (answer.status === 403) tell(word("forbidden"));
    return answer;
  }

  // The page around calls what is shown by its name.
  async function entitle(answer) {
    const { name } = await answer.clone().json().catch(() => ({}));
    const title = page.document.querySelector("[data-studio-name]");
    if (name && title) title.textContent = name;
    happened("studio-loaded");
  }

  const wordsOf = (problem, status) => (speaksChinese ? problem.errors?.generalErrors?.join(" ") : problem.detailEn) || problem.detail || `${word("refused")} (${status})`;
  const review = () => [word("review"), () => go(body.review)];

  async function refused(answer) {
    const problem = await answer.clone().json().catch(() => ({}));
    tell(wordsOf(problem, answer.status), ...problem.code?.startsWith("publication.") ? [review()] : []);
  }

  async function saved(answer, text) {
    if (answer.ok) {
      unsaved = null;
      // The city's time, as everywhere on our pages, wherever the browser is.
      say(word("saved") + " " + new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: window.frameElement?.dataset.zone }));
      happened("studio-saved");
      return;
    }

    unsaved = text;
    const problem = await answer.clone().json().catch(() => ({}));
    const words = wordsOf(problem, answer.status);
    if (problem.code?.startsWith("publication.")) {
      unsaved = null;
      say(word("draftSaved"));
      tell(words, review());
      return;
    }

    say(word("notSaved"));
    tell(words, [word("keep"), download], reload());
  }

  function download() {
    const model = JSON.parse(unsaved).model;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(model, null, 2)], { type: "application/json" }));
    link.download = `workflow-definition-${model.definitionId ?? "new"}-${new Date().toISOString().replace(/[:.]/g, "-")}.json`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  window.fetch = (input, options) => {
    const url = new URL(input instanceof Request ? input.url : input, document.baseURI);
    if (!url.href.startsWith(endpoint)) return plainFetch(input, options);
    const method = (options?.method ?? (input instanceof Request ? input.method : "GET")).toUpperCase();
    const path = url.pathname.slice("/elsa/api".length);
    if (path.endsWith("/execution-state")) happened("studio-loaded");
    if (method === "GET") return ask(input, options, method, path);
    // One change after the other: the next one states the revision that the one before gave.
    const turn = saving.then(() => ask(input, options, method, path));
    saving = turn.catch(() => {});
    return turn;
  };

  // --- Leaving -------------------------------------------------------------------------------------------------------
  // Studio saves a moment after a change: the page that somebody goes to next must find the change in the draft.
  const SaveDelay = 1500;
  let touched = -SaveDelay;
  for (const kind of ["pointerup", "keyup", "drop"]) document.addEventListener(kind, () => { touched = performance.now(); }, { capture: true, passive: true });

  async function settled() {
    for (let turn = null; turn !== saving;) {
      turn = saving;
      await turn;
      const left = touched + SaveDelay - performance.now();
      if (left > 0) await new Promise((done) => setTimeout(done, left));
    }
  }

  async function leave(event) {
    const link = event.target.closest?.("a[href]");
    if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (link.target === "_blank" || link.hasAttribute("download") || link.pathname === page.location.pathname) return;
    event.preventDefault();
    say(word("saving"));
    await settled();
    page.location.assign(link.href);
  }

  if (body.element === "elsa-workflow-definition-editor") {
    const gone = new AbortController();
    bar.addEventListener("click", leave);
    if (page !== window) page.document.addEventListener("click", leave, { signal: gone.signal });
    window.addEventListener("pagehide", () => gone.abort());
  }

  window.addEventListener("beforeunload", (event) => {
    if (unsaved !== null) event.preventDefault();
  });

  // --- Chinese over Studio's English ---------------------------------------------------------------------------------
  const Attributes = ["placeholder", "title", "aria-label", "label"];
  // What people wrote themselves is never touched: names on the canvas, values, code.
  const Own = ".monaco-editor, textarea, select, script, style, [contenteditable], elsa-activity-wrapper, .x6-graph, .react-flow__node, #studio-bar, #studio-notice, pre, code";
  const exact = new Map();
  const patterns = [];
  const shown = new WeakMap();
  let due = new Set();

  function translate(text) {
    const word = text.trim();
    if (word.length === 0 || word.length > 300) return null;
    let found = exact.get(word.toLowerCase()) ?? exact.get(word.replace(/[.*]$/, "").toLowerCase());
    if (found === undefined) {
      for (const [pattern, words] of patterns) {
        const match = pattern.exec(word);
        if (match) {
          found = words.replace(/\{(\d)\}/g, (_, at) => exact.get(match[+at + 1].toLowerCase()) ?? match[+at + 1]);
          break;
        }
      }
    }

    return found === undefined ? null : text.replace(word, () => found);
  }

  function put(holder, key, read, write) {
    const now = read();
    if (!now) return;
    let kept = shown.get(holder);
    if (!kept) shown.set(holder, kept = new Map());
    const before = kept.get(key);
    if (!speaksChinese) {
      if (before && before.chinese === now) write(before.english);
      return;
    }

    if (before && before.chinese === now) return;
    const chinese = translate(now);
    if (chinese === null || chinese === now) return;
    kept.set(key, { english: now, chinese });
    write(chinese);
  }

  function visitText(node) {
    if (node.parentElement?.closest(Own)) return;
    put(node, "", () => node.data, (text) => { node.data = text; });
  }

  function visitElement(element) {
    for (const name of Attributes) put(element, name, () => element.getAttribute(name), (text) => element.setAttribute(name, text));
  }

  function visit(node) {
    if (!node.isConnected) return;
    if (node.nodeType === Node.TEXT_NODE) {
      visitText(node);
      return;
    }

    if (node.nodeType !== Node.ELEMENT_NODE || node.closest(Own)) return;
    visitElement(node);
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, {
      acceptNode: (at) => at.nodeType === Node.ELEMENT_NODE && at.matches(Own) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
    });
    for (let at = walker.nextNode(); at; at = walker.nextNode()) {
      if (at.nodeType === Node.TEXT_NODE) put(at, "", () => at.data, (text) => { at.data = text; });
      else visitElement(at);
    }
  }

  function sweep() {
    const nodes = due;
    due = new Set();
    for (const node of nodes) visit(node);
    // What we wrote ourselves is no news.
    watcher.takeRecords();
    hideForeign();
    happened("studio-swept");
    watcher.takeRecords();
  }

  function note(node) {
    if (due.size === 0) requestAnimationFrame(sweep);
    due.add(node);
  }

  const watcher = new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "childList") change.addedNodes.forEach(note);
      else note(change.target);
    }
  });

  const toggle = document.getElementById("studio-words");
  function showToggle() {
    toggle.textContent = word("original");
    document.documentElement.lang = speaksChinese ? "zh-CN" : "en";
    loading.textContent = word("loading");
  }

  toggle.addEventListener("click", () => {
    speaksChinese = !speaksChinese;
    localStorage.setItem("jsjb.studioWords", speaksChinese ? "chinese" : "original");
    showToggle();
    note(document.body);
    happened("studio-words");
  });

  async function learnWords() {
    const answer = await plainFetch("/studio/words");
    if (!answer.ok) return;
    for (const [english, chinese] of Object.entries(await answer.json())) {
      if (!/\{\d\}/.test(english)) exact.set(english.toLowerCase(), chinese);
      else patterns.push([new RegExp("^" + english.replace(/[.*+?^$()|[\]\\]/g, "\\$&").replace(/\{\d\}/g, "(.+?)") + "$"), chinese]);
    }

    note(document.body);
  }

  // --- What makes no sense here: a published workflow is tried in the sandbox, and published by a second person -------
  const Foreign = new Set([...body.element === "elsa-workflow-instance-list" ? ["Bulk actions", "批量操作", "Actions", "操作"] : [], "Run", "Run workflow", "试运行", "Test", "测试", "Structured Logs", "结构化日志"]);

  function hideForeign() {
    for (const item of document.querySelectorAll(".mud-tab, .mud-menu, .mud-menu-item, .mud-list-item, tr")) {
      const words = (item.matches("tr") ? item.cells[0]?.textContent ?? "" : item.textContent).trim();
      if (Foreign.has(words)) item.style.display = "none";
    }

    // What a choice shows is a value, which no observer tells of.
    for (const choice of document.querySelectorAll("input.mud-select-input")) put(choice, "value", () => choice.value, (text) => { choice.value = text; });
  }

  // --- The element ---------------------------------------------------------------------------------------------------
  async function show() {
    // Studio reads its culture here: numbers, dates and the pager in Chinese.
    localStorage.setItem("BlazorCulture", "zh-CN");
    showToggle();
    watcher.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: Attributes });
    learnWords();
    await customElements.whenDefined(body.element);
    const element = document.createElement(body.element);
    element.setAttribute("remote-endpoint", endpoint);
    if (body.attribute) element.setAttribute(body.attribute, body.id);
    element.editWorkflowDefinition = (id) => go("/designer/" + encodeURIComponent(id));
    element.viewWorkflowInstance = (id) => go("/runs/" + encodeURIComponent(id));
    element.workflowDefinitionExecuted = (id) => go("/runs/" + encodeURIComponent(id));
    document.getElementById("studio").append(element);
    loading.remove();
    performance.mark("studio-shown");
  }

  const failure = document.getElementById("blazor-error-ui");
  new MutationObserver(() => {
    if (failure.style.display !== "block") return;
    failure.style.display = "none";
    tell(word("crashed"), reload());
  }).observe(failure, { attributes: true, attributeFilter: ["style"] });

  window.studioFrame = { page, plainFetch, state, tell, reload, isChinese: () => speaksChinese, word };
  document.addEventListener("DOMContentLoaded", show);
})();
