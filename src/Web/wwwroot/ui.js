// Small comforts on pages that work without them: fresh countdowns, and only those fields that the chosen outcome asks for.
(() => {
  "use strict";
  const english = document.documentElement.lang.startsWith("en");

  function span(milliseconds) {
    const minutes = Math.floor(milliseconds / 60000);
    const days = Math.floor(minutes / 1440);
    const hours = Math.floor(minutes / 60) % 24;
    const rest = minutes % 60;
    if (days > 0) {
      return hours > 0 && days < 30
        ? (english ? `${days} d ${hours} h` : `${days} 天 ${hours} 小时`)
        : (english ? `${days} d` : `${days} 天`);
    }
    if (hours > 0) {
      return rest > 0
        ? (english ? `${hours} h ${rest} min` : `${hours} 小时 ${rest} 分`)
        : (english ? `${hours} h` : `${hours} 小时`);
    }
    if (minutes > 0) return english ? `${minutes} min` : `${minutes} 分钟`;
    return english ? "less than a minute" : "不到 1 分钟";
  }

  function countDown() {
    const now = Date.now();
    for (const clock of document.querySelectorAll("[data-due]")) {
      const left = Date.parse(clock.dataset.due) - now;
      const words = left >= 0
        ? (english ? `${span(left)} left` : `剩余 ${span(left)}`)
        : (english ? `Overdue by ${span(-left)}` : `已超期 ${span(-left)}`);
      if (clock.textContent !== words) clock.textContent = words;
    }
  }

  // What an outcome asks is shown with it; a form with a single outcome has no choice, and hides nothing of it.
  function fieldsOfOutcome(form) {
    const chosen = form.querySelector("input[name=outcome]:checked");
    if (!form.querySelector("input[name=outcome]")) return;
    for (const asked of form.querySelectorAll("[data-only-for]")) {
      asked.hidden = chosen === null || !asked.dataset.onlyFor.split(" ").includes(chosen.value);
    }
  }

  countDown();
  setInterval(countDown, 20000);

  for (const form of document.querySelectorAll("form[data-outcomes]")) {
    form.addEventListener("change", () => fieldsOfOutcome(form));
    fieldsOfOutcome(form);
  }

  // One press, one command: a second submit of the same form is ignored while the first is under way.
  document.addEventListener("submit", (event) => {
    // A form that brings a file leaves the page as it is, and may be sent again.
    if (event.target.method !== "post" || "again" in event.target.dataset) return;
    if (event.target.dataset.sent) event.preventDefault();
    else event.target.dataset.sent = "true";
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // What is under way in the background: its part of the page is fetched anew until it is over.
  async function follow() {
    const answer = await fetch(location.href, { headers: { accept: "text/html" }, cache: "no-store" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of document.querySelectorAll("[data-live]")) {
      const now = fresh.getElementById(part.id);
      if (!now) continue;
      if (part.dataset.live === "reload" && !now.dataset.live) {
        location.reload();
        return;
      }
      const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
      part.replaceWith(document.adoptNode(now));
      if (focused) document.getElementById(focused)?.focus();
    }
  }

  function keepFollowing() {
    if (!document.querySelector("[data-live]")) return;
    // An answer that was lost on the way says nothing: the next look does.
    setTimeout(() => follow().catch(() => undefined).then(keepFollowing), 2000);
  }

  keepFollowing();

  document.getElementById("errors")?.focus();
})();
