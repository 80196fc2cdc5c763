// The canvas inside the frame: shows the drawing as a whole at first, lights up the way a run took, and marks what the checks found at the
// activity it belongs to. It reads Studio's own graph, which its designer module exports.
(() => {
  "use strict";

  const body = document.body.dataset;
  const { page, plainFetch, state, tell, reload, isChinese, word } = window.studioFrame;

  const Words = {
    errors: ["{0} 处错误", "{0} errors"],
    warnings: ["{0} 处提醒", "{0} warnings"],
    clean: ["检查通过", "Checks passed"],
    error: ["错误", "Error"],
    warning: ["提醒", "Warning"],
    toReview: ["变更与送审", "Change and review"],
    at: ["第 {0} 行第 {1} 列", "line {0}, column {1}"],
    show: ["在图上显示", "Show in the drawing"],
    more: ["另有 {0} 处，请先改正以上各处。", "{0} more: correct these first."],
    Draft: ["编辑中", "draft"],
    InReview: ["审核中", "in review"],
    Rejected: ["已退回", "sent back"],
    Approved: ["已批准", "approved"],
  };
  const say = (name, ...values) => Words[name][isChinese() ? 0 : 1].replace(/\{(\d)\}/g, (_, at) => values[at]);

  // --- Studio's graph --------------------------------------------------------------------------------------------------
  let graphs = null;

  async function graph() {
    if (!graphs) {
      const module = performance.getEntriesByType("resource").map((entry) => entry.name).find((name) => name.includes("/designer.entry.js"));
      if (!module) return null;
      graphs = (await import(module)).graphBindings;
    }

    // Of several (a container opened inside another) the one that is seen.
    return Object.values(graphs).map((binding) => binding.graph).find((one) => one?.container?.isConnected && one.container.offsetParent) ?? null;
  }

  const SmallestReadable = 0.6;
  let fitted = false;

  async function fit() {
    if (fitted || !document.querySelector("[data-cell-id]")) return;
    fitted = true;
    // What was shown of it while Studio was loading has done its duty.
    page.document.querySelector("[data-studio-preview]")?.remove();
    performance.mark("studio-drawn");
    const canvas = await graph();
    setTimeout(() => {
      canvas?.zoomToFit({ padding: 24, maxScale: 1 });
      if (canvas && canvas.zoom() < SmallestReadable) fromItsBeginning(canvas);
      body.fitted = "true";
    }, 300);
  }

  // Where there is something to draw, and nothing is drawn long after it was read, that is said.
  const LongestDrawing = 30_000;
  document.addEventListener("studio-loaded", () => setTimeout(() => {
    if (!fitted && page.document.querySelector("[data-studio-preview]")) tell(word("notDrawn"), reload());
  }, LongestDrawing), { once: true });

  // What is too large to be read as a whole is shown from its left edge on, at the height of what lies first.
  function fromItsBeginning(canvas) {
    canvas.zoomTo(SmallestReadable);
    const boxes = canvas.getNodes().map((node) => node.getBBox());
    const left = Math.min(...boxes.map((box) => box.x));
    const tops = boxes.filter((box) => box.x === left).map((box) => box.y);
    const middle = (Math.min(...tops) + Math.max(...tops)) / 2 + 36;
    canvas.positionPoint({ x: left - 24 / SmallestReadable, y: middle }, 0, "50%");
  }

  // --- The way a run took ----------------------------------------------------------------------------------------------
  let followed = null;
  let ran = new Set();

  async function learnPath() {
    const answer = await plainFetch("/studio/runs/" + encodeURIComponent(body.id) + "/path");
    if (!answer.ok) return;
    const path = await answer.json();
    followed = new Set(path.edges.map((edge) => [edge.source, edge.outcome, edge.target].join("\n")));
    ran = new Set(path.nodes);
    state.replaceChildren(...path.related.flatMap((run, at) => {
      const link = document.createElement("a");
      link.href = "/runs/" + encodeURIComponent(run.id);
      link.target = "_top";
      link.textContent = run.name;
      return [at === 0 ? word("related") : isChinese() ? "、" : ", ", link];
    }));
    light();
  }

  async function light() {
    if (!followed) return;
    const canvas = await graph();
    for (const node of document.querySelectorAll(".x6-node[data-cell-id]")) node.classList.toggle("studio-ran", ran.has(node.dataset.cellId));
    for (const edge of canvas?.getEdges() ?? []) {
      const isFollowed = followed.has([edge.getSourceCellId(), edge.getSourcePortId(), edge.getTargetCellId()].join("\n"));
      canvas.findViewByCell(edge)?.container.classList.toggle("studio-followed", isFollowed);
    }
  }

  // --- What the checks found -------------------------------------------------------------------------------------------
  const checks = document.getElementById("studio-checks");
  const panel = document.getElementById("studio-findings");
  const way = document.getElementById("studio-way");
  let standing = null;
  let asked = 0;

  async function learnStanding() {
    const turn = ++asked;
    const answer = await plainFetch("/studio/definitions/" + encodeURIComponent(body.id) + "/standing");
    if (!answer.ok || turn !== asked) return;
    standing = await answer.json();
    showStanding();
  }

  function showStanding() {
    if (!standing) return;
    const { errors, warnings } = standing;
    const parts = [errors > 0 ? "✕ " + say("errors", errors) : "", warnings > 0 ? "! " + say("warnings", warnings) : ""].filter((part) => part);
    checks.textContent = parts.length === 0 ? "✓ " + say("clean") : parts.join(isChinese() ? "，" : ", ");
    checks.className = errors > 0 ? "bad" : warnings > 0 ? "doubtful" : "good";
    checks.disabled = parts.length === 0;
    checks.hidden = false;
    if (parts.length === 0) open(false);
    panel.querySelector("ul").replaceChildren(...standing.findings.map(line));
    const more = errors + warnings - standing.findings.length;
    panel.querySelector("p").textContent = more > 0 ? say("more", more) : "";
    way.hidden = !standing.review;
    if (standing.review) {
      way.href = standing.review;
      way.textContent = say("toReview") + " · " + say(standing.state);
    }

    mark();
  }

  function line(finding) {
    const item = document.createElement("li");
    item.className = finding.isError ? "bad" : "doubtful";
    const kind = document.createElement("strong");
    kind.textContent = (finding.isError ? "✕ " : "! ") + say(finding.isError ? "error" : "warning");
    const words = document.createElement("span");
    words.textContent = (isChinese() ? finding.chinese : finding.english) + (finding.line ? ` (${say("at", finding.line, finding.column ?? 1)})` : "");
    item.append(kind, " ", words);
    if (finding.nodeId) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = say("show");
      button.setAttribute("aria-label", say("show") + (isChinese() ? "：" : ": ") + (finding.place ?? finding.nodeId));
      button.addEventListener("click", () => choose(finding.nodeId));
      item.append(" ", button);
    }

    return item;
  }

  function mark() {
    if (!standing) return;
    const worst = new Map();
    for (const finding of standing.findings) if (finding.nodeId && (finding.isError || !worst.has(finding.nodeId))) worst.set(finding.nodeId, finding.isError);
    for (const node of document.querySelectorAll(".x6-node[data-cell-id]")) {
      const isError = worst.get(node.dataset.cellId);
      node.classList.toggle("studio-bad", isError === true);
      node.classList.toggle("studio-doubtful", isError === false);
    }
  }

  // In the middle of the canvas, and selected: its inputs are then shown below.
  async function choose(id) {
    const canvas = await graph();
    const cell = canvas?.getCellById(id);
    if (!cell) return;
    canvas.centerCell(cell);
    const element = canvas.findViewByCell(cell).container.querySelector("foreignObject");
    const box = element.getBoundingClientRect();
    const place = { bubbles: true, cancelable: true, view: window, button: 0, clientX: box.x + box.width / 2, clientY: box.y + box.height / 2 };
    for (const kind of ["mousedown", "mouseup", "click"]) element.dispatchEvent(new MouseEvent(kind, place));
  }

  function open(isOpen) {
    panel.hidden = !isOpen;
    checks.setAttribute("aria-expanded", String(isOpen));
  }

  checks.addEventListener("click", () => open(panel.hidden));
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open(false);
    checks.focus();
  });

  // An address may name the activity to show: /designer/ticket#handle
  async function follow() {
    const id = decodeURIComponent(page.location.hash.slice(1));
    if (id) await choose(id);
  }

  const learn = body.attribute === "instance-id" ? learnPath : body.attribute === "definition-id" ? learnStanding : () => {};
  document.addEventListener("studio-loaded", learn);
  document.addEventListener("studio-saved", learn);
  document.addEventListener("studio-words", showStanding);
  document.addEventListener("studio-swept", () => {
    fit();
    light();
    mark();
  });
  new MutationObserver(follow).observe(document.body, { attributes: true, attributeFilter: ["data-fitted"] });
})();
