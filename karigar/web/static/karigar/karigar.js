/* Karigar: small helps. Every page works without this file. */
(() => {
  "use strict";
  const doc = document;
  const all = (what, under = doc) => [...under.querySelectorAll(what)];
  const word = (name) => doc.body.dataset[name] || "";
  const make = (tag, cls, text) => Object.assign(doc.createElement(tag), { className: cls || "", textContent: text || "" });

  // --- money: digits of three scripts in, lakh grouping out -------------------------------------------------------
  const PLACES = { JPY: 0, KWD: 3 };
  const SIGNS = { BDT: "৳", INR: "₹", USD: "$", EUR: "€", GBP: "£", JPY: "¥" };
  const LAKH = ["BDT", "INR", "NPR", "PKR", "LKR"];
  const latin = (text) => text.replace(/[০-৯०-९]/g, (c) => (c.charCodeAt(0) & 15) - 6);
  const places = (currency) => PLACES[currency] ?? 2;
  function minor(text, currency) {
    const clean = latin(text).replace(/[\s,\u00a0]/g, "").replace(SIGNS[currency] || currency, "");
    const found = /^(\d{1,14})(?:\.(\d*))?$/.exec(clean);
    if (!found || (found[2] || "").replace(/0+$/, "").length > places(currency)) return null;
    return BigInt(found[1] + (found[2] || "").slice(0, places(currency)).padEnd(places(currency), "0"));
  }
  function written(amount, currency) {
    const p = places(currency);
    const text = amount.toString().padStart(p + 1, "0");
    const whole = p ? text.slice(0, -p) : text;
    const part = p ? text.slice(-p) : "";
    const lakh = LAKH.includes(currency) || doc.documentElement.lang !== "en";
    const grouped = lakh
      ? whole.replace(/(\d)(?=(\d\d)+\d$)/g, "$1,")
      : whole.replace(/\B(?=(\d{3})+$)/g, ",");
    const number = grouped + (Number(part) ? "." + part : "");
    return SIGNS[currency] ? SIGNS[currency] + number : number + "\u00a0" + currency;
  }
  function netLine(line) {
    const field = doc.getElementById(line.dataset.for);
    if (!field) return;
    const said = line.querySelector("[data-line]");
    const blank = line.querySelector("[data-blank]");
    const draw = () => {
      const { currency } = line.dataset;
      const amount = minor(field.value, currency);
      const good = amount !== null && amount > 0n;
      if (good) {
        const fee = (amount * BigInt(line.dataset.feeBp) + 5000n) / 10000n;
        said.querySelector('[data-out="net"]').textContent = written(amount - fee, currency);
        said.querySelector('[data-out="amount"]').textContent = written(amount, currency);
      }
      if (blank || good) said.hidden = !good;
      if (blank) blank.hidden = good;
    };
    field.addEventListener("input", draw);
    if (field.value) draw();
  }

  // --- long forms keep a draft on this device --------------------------------------------------------------------
  const draftFields = (form) => all("input, textarea, select", form).filter(
    (f) => f.name && f.name !== "csrfmiddlewaretoken" && !["password", "file", "hidden", "submit"].includes(f.type));
  const shelf = {
    read: (key) => { try { return JSON.parse(localStorage.getItem("draft:" + key)); } catch { return null; } },
    write: (key, value) => { try { localStorage.setItem("draft:" + key, JSON.stringify(value)); } catch { /* full or off */ } },
    drop: (key) => { try { localStorage.removeItem("draft:" + key); } catch { /* off */ } },
    clear: () => { try { Object.keys(localStorage).filter((k) => k.startsWith("draft:")).forEach((k) => localStorage.removeItem(k)); } catch { /* off */ } },
  };
  function draft(form) {
    const key = form.dataset.draft || location.pathname;
    const note = make("p", "help");
    note.setAttribute("role", "status");
    form.append(note);
    const kept = form.querySelector("[data-errors]") ? null : shelf.read(key);
    const fields = draftFields(form);
    if (kept) {
      fields.forEach((f, i) => {
        const was = kept[f.name + "#" + i];
        if (was === undefined) return;
        if (f.type === "checkbox" || f.type === "radio") f.checked = was;
        else if (!f.value || f.tagName === "SELECT") f.value = was;
      });
      note.textContent = word("kept");
    }
    let timer = 0;
    form.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        const now = {};
        draftFields(form).forEach((f, i) => { now[f.name + "#" + i] = f.type === "checkbox" || f.type === "radio" ? f.checked : f.value; });
        shelf.write(key, now);
        note.textContent = word("kept");
      }, 600);
    });
    form.addEventListener("submit", () => { clearTimeout(timer); shelf.drop(key); });
  }

  // --- fields ------------------------------------------------------------------------------------------------------
  function counter(area) {
    const most = area.maxLength;
    if (most < 1) return;
    const line = make("span", "counter");
    line.setAttribute("aria-hidden", "true");
    const draw = () => { line.textContent = `${area.value.length} / ${most}`; };
    area.after(line);
    area.addEventListener("input", draw);
    draw();
  }
  const size = (bytes) => (bytes < 1048576 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1048576).toFixed(1)} MB`);
  function fileList(input) {
    const list = doc.querySelector(`[data-files="${CSS.escape(input.id)}"]`) || input.parentNode.appendChild(make("ul", "files"));
    const draw = () => {
      list.replaceChildren(...[...input.files].map((file) => {
        const row = make("li");
        row.append(make("span", "grow", file.name), make("span", "small muted", size(file.size)));
        return row;
      }));
      list.hidden = !input.files.length;
    };
    input.addEventListener("change", draw);
    draw();
  }
  // A text field with commas shows its parts as tags.
  function tags(input) {
    const list = make("ul", "tags");
    const parts = () => input.value.split(/[,،\n]/).map((t) => t.trim()).filter(Boolean);
    const draw = () => {
      list.replaceChildren(...parts().map((text, i) => {
        const row = make("li");
        const tag = make("span", "tag is-on", text);
        const off = make("button", "", "×");
        off.type = "button";
        off.setAttribute("aria-label", `${word("remove")}: ${text}`);
        off.addEventListener("click", () => { input.value = parts().filter((_t, n) => n !== i).join(", "); draw(); input.focus(); });
        tag.append(off);
        row.append(tag);
        return row;
      }));
    };
    input.after(list);
    input.addEventListener("input", draw);
    draw();
  }
  // A long list of boxes gets a line to find one; ticked ones always stay in sight.
  function picker(group) {
    const labels = all("label", group).filter((l) => l.querySelector("input"));
    if (labels.length < 12) return;
    const find = make("input", "input");
    find.type = "search";
    find.placeholder = word("narrow");
    find.setAttribute("aria-label", word("narrow"));
    find.addEventListener("input", (event) => {
      event.stopPropagation();
      const want = latin(find.value.trim().toLowerCase());
      labels.forEach((l) => { l.parentNode.hidden = !!want && !l.textContent.toLowerCase().includes(want) && !l.querySelector("input").checked; });
    });
    find.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
    labels[0].closest(".choices, fieldset, div").querySelector("legend, label").after(find);
  }

  function begin(root) {
    all("form[data-draft]", root).forEach(draft);
    all("[data-net]", root).forEach(netLine);
    all("textarea[maxlength]", root).forEach(counter);
    all("input[type=file]", root).forEach(fileList);
    all("input[data-tags]", root).forEach(tags);
    all(".choices[data-picker], .choices.is-long", root).forEach(picker);
    all("input[data-timezone]", root).forEach((f) => {
      if (!f.value) f.value = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
    });
    all("[data-copy]", root).forEach((b) => { b.hidden = !navigator.clipboard; });
    const wrong = root.querySelector("[data-errors]");
    if (wrong) wrong.focus();
  }

  // --- one deed, one click -----------------------------------------------------------------------------------------
  doc.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if ("logout" in form.dataset) shelf.clear();
    form.setAttribute("aria-busy", "true");
    setTimeout(() => form.removeAttribute("aria-busy"), 15000);
  }, true);
  const free = () => all("form[aria-busy]").forEach((f) => f.removeAttribute("aria-busy"));
  addEventListener("pageshow", free);
  // --- no answer, or none of ours: say so, and leave the page and what was written as they are --------------------
  const quiet = () => all(".toast").forEach((t) => t.remove());
  function failed(text, from) {
    free();
    quiet();
    const form = from?.closest?.("form");
    if (!form && !from?.closest?.("[href]")) return; // a slot that fills itself: its page is whole without it
    form?.dispatchEvent(new Event("input", { bubbles: true })); // the draft was dropped when it was sent: keep it again
    const said = make("div", "notice is-bad toast");
    said.setAttribute("role", "alert");
    said.append(make("p", "", text));
    doc.getElementById("main").prepend(said);
  }
  ["htmx:sendError", "htmx:timeout"].forEach((name) => doc.addEventListener(name, (event) => failed(word("lost"), event.detail.elt)));
  doc.addEventListener("htmx:sendAbort", free);
  doc.addEventListener("htmx:beforeRequest", quiet);

  doc.addEventListener("click", (event) => {
    const copy = event.target.closest("[data-copy]");
    if (copy) {
      navigator.clipboard.writeText(copy.dataset.copy).then(() => { copy.textContent = word("copied"); });
    }
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  doc.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    all("details.menu[open]").forEach((menu) => { menu.open = false; menu.firstElementChild.focus(); });
  });

  // --- visits by htmx: files are loaded by the browser, and the page begins anew ---------------------------------
  doc.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status >= 500) {
      event.detail.shouldSwap = false;
      failed(word("broken"), event.detail.requestConfig.elt);
      return;
    }
    const kind = event.detail.xhr.getResponseHeader("Content-Type") || "text/html";
    if (!kind.startsWith("text/html") && event.detail.requestConfig.verb === "get") {
      event.detail.shouldSwap = false;
      location.href = event.detail.requestConfig.path;
    }
  });
  doc.addEventListener("htmx:afterSwap", (event) => {
    const whole = event.detail.target === doc.body;
    begin(whole ? doc.body : event.detail.target);
    if (whole && !doc.querySelector("[data-errors], [autofocus]")) doc.getElementById("main")?.focus({ preventScroll: true });
  });
  begin(doc);
})();
