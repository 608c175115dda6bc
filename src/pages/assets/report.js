// What a report's pages can do beside being read: search, sort, filter, page, change between light and dark.
// Plain script, for pages opened from disk may load neither modules nor data, but scripts.
"use strict";

const inforce = (() => {
  const root = document.documentElement.dataset.root;
  const make = (name, properties = {}, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  /** Calls in a script of the site once. */
  const scripts = new Map();
  function load(source) {
    if (!scripts.has(source)) {
      scripts.set(source, new Promise((resolve, reject) => {
        const script = make("script", { src: source, onload: resolve });
        script.onerror = () => {
          scripts.delete(source);
          reject(new Error(`${source} cannot be read; it belongs beside this page`));
        };
        document.head.append(script);
      }));
    }
    return scripts.get(source);
  }

  // Light and dark.
  const themes = ["auto", "light", "dark"];
  let theme = "auto";
  const remember = (set) => {
    try {
      return set === undefined ? localStorage.getItem("inforce-theme") : localStorage.setItem("inforce-theme", set);
    } catch {
      return null;
    }
  };
  function show_theme(next) {
    theme = themes.includes(next) ? next : "auto";
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }
  show_theme(remember());

  function theme_button() {
    const button = make("button", { type: "button", title: "Light, dark, or as the system has it" });
    const name = () => { button.textContent = `Theme: ${theme}`; };
    button.onclick = () => {
      show_theme(themes[(themes.indexOf(theme) + 1) % themes.length]);
      remember(theme);
      name();
    };
    name();
    return button;
  }

  // Words, in which neither capitals nor accents nor the shapes of some letters make a difference: as the index of the search
  // was folded, but for marks and blanks.
  const shapes = { "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "&": "and", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ς": "σ", "ة": "ه", "ى": "ي", "ی": "ي", "ک": "ك", "ـ": "" };
  const digit = (c) => String((c.codePointAt(0) - 0x660) % 0x90);
  const folded = (text) => (/^[ -~]*$/.test(text) ? text.toLowerCase() : text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "").replace(/[ßæœþøłđðıςةىیکـ]/g, (c) => shapes[c]).replace(/[٠-٩۰-۹]/g, digit));
  const words_of = (text) => folded(text).split(/\s+/).filter(Boolean);
  /** Letters and digits alone. */
  const bare = (text) => folded(text).replaceAll("&", "and").replace(/[^\p{L}\p{N}]/gu, "");

  // Search.
  let entries = null;
  /** Of each entry its own words, and all that it is found by. */
  const index = (found) => {
    entries = found.map((entry) => ({ entry, own: entry[4].split(" "), all: [entry[4], ...entry[5].map((other) => found[other][4])].join(" ") }));
  };

  function find(text) {
    const asked = bare(text);
    const words = words_of(text).map(bare).filter(Boolean);
    const hits = asked ? entries.filter(({ all }) => words.every((word) => all.includes(word))) : [];
    const rank = ({ own }) => (own.includes(asked) ? 0 : own.some((word) => word.startsWith(asked)) ? 1 : 2);
    return { hits: hits.sort((a, b) => rank(a) - rank(b)).slice(0, 30).map(({ entry }) => entry), total: hits.length };
  }

  function search_box() {
    const input = make("input", { type: "search", placeholder: "Country, substance or alert  ( / )", autocomplete: "off" });
    const list = make("ul", { id: "found", className: "found", hidden: true });
    const status = make("span", { className: "visually-hidden" });
    status.setAttribute("role", "status");
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Found");
    for (const [name, value] of Object.entries({ role: "combobox", "aria-label": "Search countries, substances and alerts", "aria-expanded": "false", "aria-controls": "found", "aria-autocomplete": "list" })) input.setAttribute(name, value);
    let at = -1;
    const options = () => [...list.children].filter((child) => child.dataset.page);
    const open = (yes) => { list.hidden = !yes; input.setAttribute("aria-expanded", String(yes)); };
    const choose = (next) => {
      const all = options();
      at = all.length ? (next + all.length) % all.length : -1;
      all.forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
      if (at >= 0) {
        input.setAttribute("aria-activedescendant", all[at].id);
        all[at].scrollIntoView({ block: "nearest" });
      } else input.removeAttribute("aria-activedescendant");
    };
    const go = (option) => { location.href = root + option.dataset.page; };
    async function search() {
      const asked = input.value;
      if (!asked.trim()) return open(false);
      try {
        await load(`${root}assets/search.js`);
      } catch (error) {
        status.textContent = error.message;
        return undefined;
      }
      if (asked !== input.value) return undefined;
      const { hits, total } = find(asked);
      list.replaceChildren(...hits.map(([kind, name, more, page], place) => {
        const option = make("li", { id: `found-${place}` }, make("bdi", { textContent: name }), make("span", { className: "note" }, `${kind}, `, make("bdi", { textContent: more })));
        option.setAttribute("role", "option");
        option.dataset.page = page;
        option.onmousedown = (event) => { event.preventDefault(); go(option); };
        return option;
      }));
      const said = total === 0 ? "Nothing found" : `${total} found${total > hits.length ? `, ${hits.length} shown` : ""}`;
      if (total === 0 || total > hits.length) {
        const rest = make("li", { className: "note", textContent: said });
        rest.setAttribute("role", "option");
        rest.setAttribute("aria-disabled", "true");
        list.append(rest);
      }
      status.textContent = said;
      open(true);
      return choose(0);
    }
    input.oninput = search;
    input.onfocus = () => { load(`${root}assets/search.js`).catch(() => {}); if (input.value) search(); };
    input.onblur = () => open(false);
    input.onkeydown = (event) => {
      if (event.key === "ArrowDown") choose(at + 1);
      else if (event.key === "ArrowUp") choose(at - 1);
      else if (event.key === "Enter" && options()[at]) go(options()[at]);
      else if (event.key === "Escape") { input.value = ""; open(false); }
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName) && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        input.focus();
      }
    });
    return [input, list, status];
  }

  // Tables.
  const grids = new Map();
  const PAGE = 250;
  const PART = 1000;
  /** As many rows can be laid on one page, to print them or to look through them at once. */
  const MOST = 3000;
  const grouped = (exact) => {
    const [whole, places] = exact.split(".");
    return whole.replace(/\B(?=(\d{3})+(?!\d))/g, ",") + (places === undefined ? "" : `.${places}`);
  };

  /** Compares exact figures as they are written, for a number of the language would lose digits. */
  function compare_figures(a, b) {
    const negative = a.startsWith("-");
    if (negative !== b.startsWith("-")) return negative ? -1 : 1;
    const parts = (text) => text.replace("-", "").split(".");
    const [[wholeA, placesA = ""], [wholeB, placesB = ""]] = [parts(a), parts(b)];
    const order = wholeA.length - wholeB.length || (wholeA < wholeB ? -1 : wholeA > wholeB ? 1 : placesA < placesB ? -1 : placesA > placesB ? 1 : 0);
    return negative ? -order : order;
  }

  /** A text, whose parts are by turns plain and the name of a character that cannot be seen. */
  const long = 240;
  function text_of(cell) {
    const parts = typeof cell === "string" ? [cell] : cell;
    const bdi = () => make("bdi", {}, ...parts.map((part, place) => (place % 2 ? make("span", { className: "mark", textContent: part }) : part)));
    const length = [...parts.join("")].length;
    if (length <= long) return bdi();
    const start = [...parts.join("")].slice(0, 80).join("");
    return make("details", { className: "long" }, make("summary", {}, make("bdi", { textContent: start }), `… ${length} characters`), bdi());
  }

  /** What a cell of a part sorts and filters by. */
  const key_of = (cell) => (cell === null ? "" : typeof cell === "string" ? cell : Array.isArray(cell) ? cell.join("") : cell.e ?? cell.t);
  const shown_of = (cell, figure) => (cell?.s ?? (figure && typeof cell === "string" ? `${cell} ${grouped(cell)}` : key_of(cell)));

  function cell_of(cell, column, grid) {
    const figure = grid.figures[column];
    const td = make("td", { className: grid.classes[column] });
    td.dataset.label = grid.names[column];
    if (cell === null) return td;
    if (cell.h !== undefined) td.append(make("a", { href: grid.root + cell.h }, make("bdi", { textContent: cell.t })));
    else if (figure) {
      const exact = key_of(cell);
      td.append(make("data", { value: exact, textContent: cell.s ?? grouped(exact) }));
    } else td.append(text_of(cell));
    return td;
  }

  /** A row of the page: what it sorts by is read from its cells. */
  function inline_row(tr) {
    const keys = [...tr.cells].map((td) => td.querySelector("data")?.value ?? td.textContent);
    return { anchor: tr.id, keys, text: folded(`${tr.id} ${tr.textContent} ${keys.join(" ")}`), tr: () => tr };
  }

  /** A row of a part. */
  function part_row([anchor, over, cells], grid) {
    const tr = () => {
      const made = make("tr", { id: anchor, className: over ? "over" : "" }, ...cells.map((cell, place) => cell_of(cell, place, grid)));
      if (!anchor) made.removeAttribute("id");
      return made;
    };
    // Of tens of thousands of rows, what they are filtered by is put together when it is first asked for.
    let text;
    return {
      anchor,
      keys: cells.map(key_of),
      get text() {
        return (text ??= folded([anchor, ...cells.map((cell, place) => shown_of(cell, grid.figures[place]))].join(" ")));
      },
      tr,
    };
  }

  const part = (id, number, rows) => {
    const grid = grids.get(id);
    grid.parts[number - 1] = rows.map((row) => part_row(row, grid));
  };

  class Grid {
    constructor(element) {
      this.element = element;
      this.id = element.id;
      this.label = element.dataset.label;
      this.root = element.dataset.root;
      this.stem = element.dataset.stem;
      this.total = Number(element.dataset.total);
      this.parts = new Array(Number(element.dataset.parts)).fill(null);
      this.body = element.querySelector("tbody");
      this.heads = [...element.querySelectorAll("thead th")];
      this.names = this.heads.map((head) => head.textContent);
      this.classes = this.heads.map((head) => head.className);
      this.figures = this.classes.map((name) => name === "n");
      this.rows = this.parts.length ? null : [...this.body.rows].map(inline_row);
      this.shown = this.rows;
      this.page = 0;
      this.whole = false;
      this.sort = { column: -1, ascending: true };
      this.words = [];
      this.latest = 0;
      grids.set(this.id, this);
      // On a narrow screen each row stands as a list of its cells, each with the heading of its column.
      for (const tr of this.body.rows) [...tr.cells].forEach((td, column) => { td.dataset.label = this.names[column]; });
      element.classList.add("labelled");
      const scroll = element.querySelector(".scroll");
      new ResizeObserver(() => element.classList.toggle("wider", scroll.scrollWidth > scroll.clientWidth + 1)).observe(scroll);
      if (this.total > 1) this.equip();
    }

    equip() {
      this.heads.forEach((head, column) => {
        const button = make("button", { type: "button" }, ...head.childNodes);
        button.onclick = () => this.sort_by(column);
        head.replaceChildren(button);
      });
      this.status = make("span", { className: "note" });
      this.status.setAttribute("role", "status");
      if (this.total > 15) {
        const filter = make("input", { type: "search", placeholder: "Filter" });
        filter.setAttribute("aria-label", `Filter: ${this.label}`);
        filter.oninput = () => { this.words = words_of(filter.value); this.page = 0; this.refresh(); };
        this.filter = filter;
        this.element.prepend(make("div", { className: "grid-tools" }, filter, this.sorting(), this.status));
      } else this.element.prepend(make("div", { className: "grid-tools few" }, this.sorting(), this.status));
      if (this.parts.length) {
        const move = (by, name) => make("button", { type: "button", textContent: name, onclick: () => { this.page += by; this.refresh(); this.element.scrollIntoView(); } });
        this.buttons = [move(-1, "Rows before"), move(1, "Rows after")];
        this.where = make("span");
        this.all_rows = make("button", { type: "button", onclick: () => { this.whole = !this.whole; this.page = 0; this.refresh(); } });
        this.element.querySelector(".pages").remove();
        this.element.append(make("div", { className: "pager" }, this.buttons[0], this.where, this.buttons[1], this.all_rows));
      }
      if (this.total > 15) this.say(this.total);
    }

    /** What sorts the table where its headings do not show. */
    sorting() {
      const option = (value, textContent) => make("option", { value, textContent });
      const ways = this.names.flatMap((name, column) => [option(`${column} 1`, `${name} ↑`), option(`${column} 0`, `${name} ↓`)]);
      const select = make("select", { className: "sorting" }, option("-1 1", "Sort by …"), ...ways);
      select.setAttribute("aria-label", `Sort: ${this.label}`);
      select.onchange = () => {
        const [column, ascending] = select.value.split(" ").map(Number);
        this.sort_by(column, ascending === 1);
      };
      this.select = select;
      return select;
    }

    /** Reads all parts, which sorting and filtering need; side by side, for there may be many. */
    async all() {
      let read = this.parts.filter(Boolean).length;
      const say = () => { this.status.textContent = `Reading part ${read} of ${this.parts.length} …`; };
      await Promise.all(this.parts.map(async (part, place) => {
        if (part) return;
        await load(`${this.stem}${place + 1}.js`);
        read += 1;
        say();
      }));
      this.rows ??= this.parts.flat();
    }

    sort_by(column, ascending = this.sort.column === column ? !this.sort.ascending : !this.figures[column]) {
      this.sort = { column, ascending };
      this.select.value = `${column} ${Number(column < 0 || ascending)}`;
      this.heads.forEach((head, place) => (place === column ? head.setAttribute("aria-sort", this.sort.ascending ? "ascending" : "descending") : head.removeAttribute("aria-sort")));
      this.page = 0;
      this.refresh();
    }

    /** Shows what is asked for; of several questions, the last one counts. */
    async refresh() {
      const asked = (this.latest += 1);
      try {
        const plain = this.sort.column < 0 && this.words.length === 0;
        if (plain && this.parts.length && !this.rows && !this.whole) {
          // In the order of the run, a page lies in one part.
          const number = Math.floor((this.page * PAGE) / PART) + 1;
          await load(`${this.stem}${number}.js`);
          if (asked !== this.latest) return;
          const from = (this.page * PAGE) % PART;
          this.show(this.parts[number - 1].slice(from, from + PAGE), this.total);
          return;
        }
        if (this.parts.length) await this.all();
        if (asked !== this.latest) return;
        let found = this.words.length ? this.rows.filter((row) => this.words.every((word) => row.text.includes(word))) : this.rows;
        const { column, ascending } = this.sort;
        if (column >= 0) {
          const compare = this.figures[column] ? compare_figures : (a, b) => (a < b ? -1 : a > b ? 1 : 0);
          // What is missing comes last, either way.
          found = [...found].sort((a, b) => {
            const [x, y] = [a.keys[column], b.keys[column]];
            if (x === "" || y === "") return (x === "") - (y === "");
            return ascending ? compare(x, y) : compare(y, x);
          });
        }
        this.shown = found;
        this.whole &&= found.length <= MOST;
        this.show(this.parts.length && !this.whole ? found.slice(this.page * PAGE, (this.page + 1) * PAGE) : found, found.length);
      } catch (error) {
        this.status.textContent = error.message;
      }
    }

    show(rows, total) {
      this.body.replaceChildren(...rows.map((row) => row.tr()));
      this.say(total);
    }

    say(total) {
      this.status.textContent = this.words.length ? `${grouped(String(total))} of ${grouped(String(this.total))} rows` : `${grouped(String(this.total))} rows`;
      if (!this.buttons) return;
      const rows = (number) => grouped(String(number));
      const [from, to] = this.whole ? [Math.min(1, total), total] : [Math.min(this.page * PAGE + 1, total), Math.min((this.page + 1) * PAGE, total)];
      this.where.textContent = `Rows ${rows(from)} to ${rows(to)} of ${rows(total)}`;
      this.buttons[0].disabled = this.whole || this.page === 0;
      this.buttons[1].disabled = to >= total;
      this.all_rows.textContent = this.whole ? `${PAGE} at a time` : `All ${rows(total)} at once`;
      this.all_rows.hidden = total <= PAGE || total > MOST;
    }

    /** Goes to a row that stands in a part. */
    async go(number) {
      this.words = [];
      this.whole = false;
      this.sort.column = -1;
      this.heads.forEach((head) => head.removeAttribute("aria-sort"));
      if (this.filter) this.filter.value = "";
      this.page = Math.floor((number - 1) / PAGE);
      await this.refresh();
    }
  }

  /** A link to some rows of a table, or to one that is not on the page yet. */
  async function follow() {
    const [, table, filter] = /^#([a-z]+)=(.*)$/.exec(location.hash) ?? [];
    if (grids.get(table)?.filter) {
      grids.get(table).filter.value = decodeURIComponent(filter);
      grids.get(table).filter.oninput();
      grids.get(table).element.scrollIntoView();
      return;
    }
    const [, prefix, number] = /^#([a-z])-(\d+)$/.exec(location.hash) ?? [];
    const grid = prefix && [...grids.values()].find((one) => one.parts.length && one.body.rows[0]?.id.startsWith(`${prefix}-`));
    if (!grid) return;
    if (!document.getElementById(location.hash.slice(1))) await grid.go(Number(number));
    const row = document.getElementById(location.hash.slice(1));
    document.querySelectorAll("tr.at").forEach((one) => one.classList.remove("at"));
    row?.classList.add("at");
    row?.scrollIntoView({ block: "center" });
  }

  function start() {
    document.getElementById("tools").append(...search_box(), theme_button());
    document.querySelectorAll(".grid").forEach((element) => new Grid(element));
    addEventListener("hashchange", follow);
    follow();
    // A printed page shows what is folded.
    addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((one) => { one.open = true; }));
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();

  return { index, part };
})();
