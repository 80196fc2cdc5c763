// What a machine can check of WCAG 2.2 AA on one page; answers a list of complaints.
() => {
  const complaints = [];
  const say = (rule, element) => complaints.push(`${rule}: ${element.outerHTML.slice(0, 160)}`);
  const shown = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
  const name = (element) => (element.getAttribute("aria-label") || (element.getAttribute("aria-labelledby") || "").split(" ").map((id) => document.getElementById(id)?.textContent || "").join(" ") || element.innerText || element.textContent || "").trim();

  // 2.4.2, 3.1.1, 1.3.1, 2.4.1
  if (!document.title.trim()) complaints.push("page has no title");
  if (!["zh-CN", "en"].includes(document.documentElement.lang)) complaints.push("page has no language");
  if (document.querySelectorAll("main").length !== 1) complaints.push("page needs one main");
  const skip = document.querySelector("a.skip");
  if (!skip || !document.getElementById(new URL(skip.href).hash.slice(1)) || new URL(skip.href).pathname !== location.pathname) complaints.push("skip link leads nowhere");
  const headings = [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")];
  if (headings.filter((heading) => heading.tagName === "H1").length !== 1) complaints.push("page needs one h1");
  let level = 0;
  for (const heading of document.querySelectorAll("main h1, main h2, main h3, main h4")) {
    const next = Number(heading.tagName[1]);
    if (next > level + 1) say("heading level skipped", heading);
    level = next;
  }

  // 4.1.1, 4.1.2, 1.3.1, 3.3.2
  const ids = new Set();
  for (const element of document.querySelectorAll("[id]")) {
    if (ids.has(element.id)) say("id is not unique", element);
    ids.add(element.id);
  }
  for (const attribute of ["aria-describedby", "aria-labelledby", "for"]) {
    for (const element of document.querySelectorAll(`[${attribute}]`)) {
      for (const id of element.getAttribute(attribute).split(" ")) if (!ids.has(id)) say(`${attribute} points to nothing`, element);
    }
  }
  for (const control of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (!(control.labels?.length > 0 && [...control.labels].some((label) => label.textContent.trim())) && !control.getAttribute("aria-label")) say("control has no label", control);
    if (control.type === "radio" && !control.closest("fieldset")?.querySelector("legend")) say("radio has no legend", control);
  }
  for (const element of document.querySelectorAll("a[href], button, summary, fieldset > legend, th")) if (!name(element)) say("no name", element);
  for (const picture of document.querySelectorAll("svg")) if (picture.getAttribute("aria-hidden") !== "true" && !(picture.getAttribute("role") && name(picture))) say("picture is neither named nor hidden", picture);
  for (const table of document.querySelectorAll("table")) if (!table.caption) say("table has no caption", table);
  for (const cell of document.querySelectorAll("th")) if (!cell.hasAttribute("scope")) say("header cell has no scope", cell);
  for (const element of document.querySelectorAll("[style]")) say("inline style", element);

  // 1.4.3, 1.4.11
  const parse = (color) => { const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number); return { r, g, b, a }; };
  const channel = (value) => { const part = value / 255; return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; };
  const luminance = ({ r, g, b }) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ratio = (one, other) => { const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a); return (high + 0.05) / (low + 0.05); };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.a === 1) return color;
    }
    return parse("rgb(255, 255, 255)");
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.textContent.trim() || !shown(element) || element.closest(".sr, script, option, optgroup")) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const needed = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const found = ratio(parse(style.color), ground(element));
    if (found < needed) say(`contrast ${found.toFixed(2)} of text`, element);
  }
  for (const control of document.querySelectorAll("input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea")) {
    if (shown(control) && ratio(parse(getComputedStyle(control).borderTopColor), ground(control.parentElement)) < 3) say("contrast of the border", control);
  }

  // 2.5.8: 24 by 24 pixels, links within sentences and cells excepted
  for (const target of document.querySelectorAll("button, .button, input:not([type=hidden], [type=radio], [type=checkbox]), select, textarea, nav a, summary")) {
    const box = target.getBoundingClientRect();
    if (shown(target) && !target.closest(".crumbs") && (box.height < 24 || box.width < 24)) say(`target ${Math.round(box.width)}×${Math.round(box.height)}`, target);
  }

  // 1.4.10
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) {
    complaints.push(`page is ${document.documentElement.scrollWidth} wide in ${document.documentElement.clientWidth}`);
    for (const element of document.querySelectorAll("main *")) if (shown(element) && !element.closest(".sr") && element.getBoundingClientRect().right > document.documentElement.clientWidth) say("too wide", element);
  }
  return complaints;
}
