// Opens the report of a run in Chromium, from disk, and tries what a reader does: no error on any page, every link
// leads somewhere, search, sort and filter work, figures are those of the tables, charts end where the figures say, and
// axe finds no serious fault of accessibility in light or dark.
//
//   node pages.mjs REPORT PACKAGES [HOSTILE]
//
// REPORT is a report folder of the demo, PACKAGES has node_modules with playwright-core and axe-core, HOSTILE is a report
// of data that means harm. CHROMIUM names the browser; pdftotext (poppler-utils) reads what it prints.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [report, packages, hostile] = process.argv.slice(2).map((path) => resolve(path));
const require = createRequire(`${packages}/`);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });
const said = [];

async function open(colorScheme = "light", bypassCSP = false) {
  const context = await browser.newContext({ colorScheme, bypassCSP, viewport: { width: 1400, height: 950 } });
  const page = await context.newPage();
  page.on("console", (message) => said.push(`${page.url()}: ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(`${page.url()}: ${error.message}`));
  page.on("dialog", (dialog) => { said.push(`${page.url()}: a dialog`); dialog.dismiss(); });
  page.on("request", (request) => { if (!request.url().startsWith("file:")) said.push(`${page.url()} calls ${request.url()}`); });
  return page;
}

const at = (folder, name) => pathToFileURL(join(folder, name)).href;
const html = (folder) => readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".html")).sort();
const nothing_said = () => assert.deepEqual(said, []);

/** Digits with their separators as an exact number of 10^-15. */
function units(text) {
  const [whole, places = ""] = text.replaceAll(",", "").replace(/[^\d.-].*$/s, "").split(".");
  return BigInt(whole + places.padEnd(15, "0"));
}

/** Every page opens without a word, and what it shows of figures is what it holds. Returns all links. */
async function every_page(folder) {
  const page = await open();
  const links = new Map();
  const ids = new Map();
  for (const name of html(folder)) {
    await page.goto(at(folder, name));
    const found = await page.evaluate(() => ({
      links: [...document.querySelectorAll("a[href]")].map((link) => new URL(link.getAttribute("href"), document.baseURI).href),
      ids: [...document.querySelectorAll("[id]")].map((element) => element.id),
      figures: [...document.querySelectorAll("td.n data")].map((data) => [data.value, data.textContent]),
      tools: document.getElementById("tools").children.length,
    }));
    ids.set(join(folder, name), new Set(found.ids));
    assert.equal(new Set(found.ids).size, found.ids.length, `${name} names two things alike`);
    assert.ok(found.tools > 0, `${name}: the script did not run`);
    for (const [value, shown] of found.figures) {
      const exact = units(value);
      // Kilograms to the gram are less exact.
      const same = units(shown) === exact || (shown.includes("<") ? exact < units("1") : Math.abs(Number(units(shown) * 1000n - exact)) <= Number(units("1")) / 2 + 1);
      assert.ok(same, `${name}: ${value} is shown as ${shown}`);
    }
    links.set(name, new Set(found.links));
  }
  nothing_said();
  let count = 0;
  for (const [name, targets] of links) {
    for (const target of targets) {
      const url = new URL(target);
      assert.equal(url.protocol, "file:", `${name} links to ${target}`);
      const path = decodeURIComponent(url.pathname);
      assert.ok(!relative(folder, path).startsWith("..") && existsSync(path) && statSync(path).isFile(), `${name} links to ${target}, which is not there`);
      const anchor = decodeURIComponent(url.hash.slice(1));
      if (anchor && !anchor.includes("=")) {
        const there = ids.get(path).has(anchor) || /data-parts="[1-9]/.test(readFileSync(path, "utf8"));
        assert.ok(there, `${name} links to ${target}, where there is no ${anchor}`);
      }
      count += 1;
    }
  }
  await page.context().close();
  return { pages: links.size, links: count };
}

/** The running total ends, and is highest, where the alert's figures say. */
async function charts() {
  const page = await open();
  let drawn = 0;
  for (const name of html(join(report, "alert"))) {
    await page.goto(at(report, `alert/${name}`));
    const chart = await page.evaluate(() => {
      const svg = document.querySelector("svg.chart:not(.strip)");
      if (!svg) return null;
      const total = svg.querySelector(".total");
      const end = total.getPointAtLength(total.getTotalLength());
      return {
        path: total.getAttribute("d"),
        end: end.y,
        box: [svg.querySelector(".total").getBBox().y, svg.querySelector(".rules").getBBox().width],
        top: svg.dataset.top,
        ticks: svg.querySelectorAll(".ticks rect").length,
        over: svg.querySelector(".over").getAttribute("d"),
        year: [...document.querySelectorAll(".facts div")].find((fact) => fact.textContent.includes("Whole year")).querySelector(".note data").value,
        days: [...document.querySelectorAll(".facts div")].find((fact) => fact.textContent.includes("In excess")).querySelector("dd").firstChild.textContent,
        last: [...document.querySelectorAll("#evidence tbody tr")].at(-1).cells[9].querySelector("data").value,
      };
    });
    if (!chart) continue;
    drawn += 1;
    const expected = 2900 - Number((units(chart.year) * 2600n) / units(chart.top));
    assert.ok(Math.abs(chart.end - expected) < 1, `${name}: the total ends at ${chart.end}, expected ${expected}`);
    assert.equal(Number(/V(\d+)H\d+$/.exec(chart.path)[1]), expected, name);
    assert.equal(chart.last, chart.year, `${name}: the last running total is the year's`);
    assert.equal(chart.ticks, parseInt(chart.days, 10), `${name}: a tick for each day in excess`);
    assert.ok(chart.over.startsWith("M"), `${name}: nothing stands above the estimate`);
  }
  assert.ok(drawn > 50, `${drawn} charts`);
  await page.context().close();
  return drawn;
}

async function search() {
  const page = await open();
  await page.goto(at(report, "country/FRA.html"));
  for (const [asked, ends] of [["switz", "country/CHE.html"], ["diazepam", "substance/PD006.html"], ["PD006", "substance/PD006.html"], ["import-excess:SWE:PD002:2024", "alert/import-excess.SWE.PD002.2024.html"]]) {
    await page.keyboard.press("/");
    await page.keyboard.type(asked);
    await page.locator("#found li[aria-selected=true]").waitFor();
    await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
    assert.ok(decodeURIComponent(page.url()).endsWith(ends), `${asked} leads to ${page.url()}`);
  }
  // In six languages, without accents or with others, by other codes, and whatever the capitals.
  for (const [code, names] of Object.entries({
    SWE: ["suede", "SUÈDE", "Suecia", "Швеция", "瑞典", "السويد", "swe"],
    CIV: ["cote d'ivoire", "CÔTE D’IVOIRE"],
    TUR: ["turkiye", "Turquía"],
  })) {
    for (const asked of names) {
      await page.keyboard.press("/");
      await page.getByRole("combobox").fill(asked);
      await page.locator("#found li[aria-selected=true]").waitFor();
      const first = await page.locator("#found li").first().getAttribute("data-page");
      assert.equal(first, `country/${code}.html`, asked);
      await page.keyboard.press("Escape");
    }
  }
  // What others sent to a country is found by its name, too, and by the rule.
  await page.keyboard.press("/");
  await page.keyboard.type("suede export dexamfetamine");
  await page.locator("#found li[aria-selected=true]").waitFor();
  const exports = await page.$$eval("#found li[data-page]", (found) => found.map((one) => one.dataset.page));
  assert.deepEqual(exports, ["alert/export-excess.CHE~SWE.PD002.2024.html"]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.type("sweden");
  await page.locator("#found li").nth(1).waitFor();
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.locator("#found li").nth(1).getAttribute("aria-selected"), "true");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("#found").isVisible(), false);
  await page.keyboard.type("no such thing");
  await page.getByText("Nothing found").first().waitFor();
  await page.context().close();
}

async function tables() {
  const page = await open();
  await page.goto(at(report, "alerts.html"));
  const column = (place) => page.$$eval("#alerts tbody tr", (rows, cell) => rows.map((row) => row.cells[cell].querySelector("data")?.value ?? row.cells[cell].textContent), place);
  const all = await page.locator("#alerts tbody tr").count();
  await page.getByRole("button", { name: "Greatest excess, kg" }).click();
  const sorted = (await column(8)).filter((value) => value !== "").map(units);
  assert.deepEqual(sorted, [...sorted].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0)), "figures sort as figures, the greatest first");
  assert.equal(await page.locator("#alerts th[aria-sort=descending]").count(), 1);
  await page.getByRole("button", { name: "Country", exact: true }).focus();
  await page.keyboard.press("Enter");
  const names = await column(1);
  assert.deepEqual(names, [...names].sort(), "words sort as words, by the keyboard too");
  // The id of an alert is no column, and can be filtered by; accents make no difference.
  await page.getByLabel("Filter: All alerts").fill("export-excess:che>SWE");
  assert.equal(await page.locator("#alerts tbody tr").count(), 1);
  await page.getByLabel("Filter: All alerts").fill("swédën import");
  const left = await page.$$eval("#alerts tbody tr", (rows) => rows.map((row) => row.textContent.toLowerCase()));
  assert.ok(left.length > 0 && left.length < all && left.every((row) => row.includes("sweden") && row.includes("import")));
  assert.match(await page.locator("#alerts [role=status]").textContent(), new RegExp(`^${left.length} of ${all} rows$`));
  await page.goto(at(report, "index.html"));
  await page.getByRole("link", { name: "schedule-i-trade" }).first().click();
  await page.waitForURL(/alerts\.html/);
  const rules = await column(0);
  assert.ok(rules.length > 0 && rules.every((rule) => rule === "schedule-i-trade"), "a rule leads to its alerts");
  await page.context().close();
}

/** A table in parts: every row can be paged to, sorted and filtered, and a link to a row finds it. */
async function parts(folder) {
  const page = await open();
  const long = html(folder).find((name) => /id="evidence" data-total="\d+" data-parts="[1-9]/.test(readFileSync(join(folder, name), "utf8")));
  assert.ok(long, "an alert of the hostile data has a table in parts");
  await page.goto(at(folder, long));
  const grid = page.locator("#evidence");
  const total = Number(await grid.getAttribute("data-total"));
  const seen = [];
  for (;;) {
    seen.push(...(await grid.locator("tbody tr").evaluateAll((rows) => rows.map((row) => row.id))));
    const next = grid.getByRole("button", { name: "Rows after" });
    if (await next.isDisabled()) break;
    const before = await grid.locator("tbody tr").first().getAttribute("id");
    await next.click();
    await page.waitForFunction((id) => document.querySelector("#evidence tbody tr").id !== id, before);
  }
  const every = Array.from({ length: total }, (_, place) => `e-${place + 1}`);
  assert.deepEqual(seen, every, "every row is paged to, once and in order");
  await grid.getByRole("button", { name: /^All [\d,]+ at once$/ }).click();
  await page.waitForFunction((rows) => document.querySelectorAll("#evidence tbody tr").length === rows, total);
  assert.deepEqual(await grid.locator("tbody tr").evaluateAll((rows) => rows.map((row) => row.id)), every, "all of them can stand on one page");
  await grid.getByRole("button", { name: "250 at a time" }).click();
  await page.waitForFunction(() => document.querySelectorAll("#evidence tbody tr").length === 250);
  await page.getByRole("button", { name: "= base, g" }).click();
  await page.waitForFunction(() => document.querySelector("#evidence th[aria-sort=descending]") && document.querySelector("#evidence tbody tr").id !== "e-1");
  await page.getByLabel("Filter: The records, by day").fill("r-001999");
  await page.waitForFunction(() => document.querySelectorAll("#evidence tbody tr").length === 1);
  await page.goto("about:blank");
  await page.goto(`${at(folder, long)}#e-${total - 1}`);
  await page.locator(`#e-${total - 1}.at`).waitFor();
  assert.ok(await page.locator(`#e-${total - 1}`).isVisible(), "a link to a row finds it");
  await page.context().close();
  await without_scripts(folder, long, total);
  return total;
}

/** Without scripts the page shows the first rows, and each part can be opened as text. */
async function without_scripts(folder, name, total) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(at(folder, name));
  assert.equal(await page.locator("#evidence tbody tr").count(), 250);
  const parts = page.locator("#evidence .pages a");
  assert.equal(await parts.count(), Math.ceil(total / 1000));
  await parts.last().click();
  await page.waitForURL(/-evidence-\d+\.js$/);
  assert.ok((await page.textContent("body")).includes(`"e-${total}"`), "the last row can be read");
  await context.close();
}

/** A sheet of paper holds every column of the widest table, and each sheet can have its headings. */
async function printed(folder, name) {
  const page = await open();
  // A4 on its side within its margins, at 96 to the inch.
  await page.setViewportSize({ width: 1047, height: 702 });
  await page.emulateMedia({ media: "print" });
  await page.goto(at(folder, name));
  const found = await page.evaluate(() => ({
    table: document.querySelector("#evidence table").getBoundingClientRect().right <= innerWidth,
    heading: getComputedStyle(document.querySelector("#evidence thead button")).display,
    tools: getComputedStyle(document.getElementById("tools")).display,
  }));
  // Chromium repeats no heading that holds a box of its own.
  assert.deepEqual(found, { table: true, heading: "contents", tools: "none" }, name);
  await page.context().close();
}

/** On paper no title is the last line of a sheet, no sheet holds titles alone, and each says of invented data that they are. */
async function sheets(folder, names) {
  const scratch = mkdtempSync(join(tmpdir(), "inforce-pages-"));
  const squeezed = (text) => text.replace(/\s+/g, "");
  let count = 0;
  for (const name of names) {
    const page = await open();
    await page.goto(at(folder, name));
    const { titles, invented } = await page.evaluate(() => ({
      titles: [...document.querySelectorAll("h1:not(.visually-hidden), h2, h3")].map((title) => title.innerText),
      invented: document.body.classList.contains("invented"),
    }));
    const path = join(scratch, "page.pdf");
    await page.pdf({ path, preferCSSPageSize: true });
    await page.context().close();
    const known = new Set(titles.map(squeezed));
    const pages = execFileSync("pdftotext", ["-layout", path, "-"], { encoding: "utf8" }).split("\f").slice(0, -1);
    pages.forEach((text, place) => {
      const where = `${name}, sheet ${place + 1} of ${pages.length}`;
      const lines = text.split("\n").map(squeezed).filter(Boolean);
      assert.equal(lines.includes("Inventeddata"), invented, `${where}: the line above it`);
      const content = lines.filter((line) => line !== "Inventeddata");
      assert.ok(content.length > 0, `${where} is empty`);
      assert.ok(!known.has(content.at(-1)), `${where} ends with the title ${content.at(-1)}`);
    });
    count += pages.length;
  }
  rmSync(scratch, { recursive: true });
  return count;
}

/** No serious fault on a page of each kind, in light and dark. The page's own rules would keep the tester out. */
async function accessible(folder, names) {
  for (const scheme of ["light", "dark"]) {
    const page = await open(scheme, true);
    for (const name of names) {
      await page.goto(at(folder, name));
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"], preload: false }));
      const grave = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
      const told = grave.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} (${node.any.map((any) => any.message)})`).join("; ")}`);
      assert.deepEqual(told, [], `${name}, ${scheme}`);
    }
    await page.context().close();
  }
}

/** Nothing that stands in data runs, loads or turns a page round. */
async function harmless(folder) {
  const page = await open();
  for (const name of html(folder)) {
    await page.goto(at(folder, name));
    const found = await page.evaluate(() => ({
      pwned: globalThis.pwned,
      images: document.querySelectorAll("img, iframe, object, base, form").length,
      scripts: document.querySelectorAll("body script").length,
      bidi: /[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u001b]/.test(document.body.textContent),
      wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    }));
    assert.deepEqual(found, { pwned: undefined, images: 0, scripts: 0, bidi: false, wide: false }, name);
  }
  await page.context().close();
}

/** Nothing is cut off: on a telephone every cell stands within the screen under the name of its column; on a small desktop
 * lists show all their columns, and the widest tables scroll sideways, which is said, with their first column in sight. */
async function widths(names) {
  for (const width of [390, 1280]) {
    const page = await open();
    await page.setViewportSize({ width, height: 800 });
    for (const name of names) {
      await page.goto(at(report, name));
      const found = await page.evaluate(async () => {
        await new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); });
        const cells = [...document.querySelectorAll(".grid td")].filter((td) => td.textContent);
        const outside = (td) => { const box = td.getBoundingClientRect(); return box.width === 0 || box.left < 0 || box.right > innerWidth; };
        return {
          page: document.documentElement.scrollWidth <= document.documentElement.clientWidth,
          outside: cells.filter(outside).length,
          unnamed: cells.filter((td) => getComputedStyle(td, "::before").content === "none").length,
          scrolling: [...document.querySelectorAll(".grid .scroll")].filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.closest(".grid").id),
          said: [...document.querySelectorAll(".grid.wider")].map((grid) => grid.id),
          cells: cells.length,
        };
      });
      assert.ok(found.page, `${name} is wider than ${width}`);
      assert.deepEqual(found.said, found.scrolling, `${name} on ${width}: what scrolls says so`);
      if (width === 390) {
        assert.deepEqual([found.outside, found.unnamed, found.scrolling], [0, 0, []], `${name} on ${width}, of ${found.cells} cells`);
      } else {
        assert.deepEqual(found.scrolling.filter((id) => id !== "evidence"), [], `${name} on ${width}`);
        for (const id of found.scrolling) await scrolled(page, id, `${name} on ${width}`);
      }
    }
    await page.context().close();
  }
}

/** The last column can be scrolled to, and what the rows are of stays in sight. */
async function scrolled(page, id, where) {
  const found = await page.evaluate((table) => {
    const box = document.querySelector(`#${table} .scroll`);
    box.scrollLeft = box.scrollWidth;
    const [first, last] = [0, -1].map((place) => [...document.querySelectorAll(`#${table} thead th`)].at(place).getBoundingClientRect());
    const frame = box.getBoundingClientRect();
    return { first: first.left - frame.left < 2, last: last.right <= frame.right + 1 };
  }, id);
  assert.deepEqual(found, { first: true, last: true }, `${where}: ${id}`);
}

/** On a telephone, where no headings show, a table can be sorted all the same. */
async function sorted_by_choice() {
  const page = await open();
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(at(report, "alerts.html"));
  await page.getByLabel("Sort: All alerts").selectOption({ label: "Greatest excess, kg ↓" });
  const place = (await page.$$eval("#alerts thead th", (heads) => heads.map((head) => head.textContent))).indexOf("Greatest excess, kg");
  const column = await page.$$eval("#alerts tbody tr", (rows, cell) => rows.map((row) => row.cells[cell].querySelector("data")?.value ?? ""), place);
  const figures = column.filter(Boolean).map(units);
  assert.ok(figures.length > 10);
  assert.deepEqual(figures, [...figures].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
  await page.context().close();
}

async function theme() {
  const page = await open();
  await page.goto(at(report, "index.html"));
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  const button = page.getByRole("button", { name: /^Theme/ });
  await button.click();
  await button.click();
  assert.equal(await button.textContent(), "Theme: dark");
  assert.notEqual(await paper(), light);
  await page.goto(at(report, "alerts.html"));
  assert.equal(await button.textContent(), "Theme: dark", "it is remembered");
  await page.context().close();
}

const kinds = [
  ...["index", "alerts", "countries", "substances", "plausibility", "refused", "run", "country/FRA", "substance/PD006"],
  ...["partner-reported-excess.FRA.PD006.2024", "import-excess.SWE.PD002.2024", "export-excess.BEL~IND.PC018.2023", "schedule-i-trade.CHL.PD003.2024"].map((name) => `alert/${name}`),
].map((name) => `${name}.html`);
const results = [];
const checks = {
  pages: async () => {
    const { pages, links } = await every_page(report);
    results.push(`${pages} pages`, `${links} links`);
  },
  charts: async () => results.push(`${await charts()} charts`),
  search,
  tables,
  theme,
  widths: () => widths(kinds),
  sorted_by_choice,
  sheets: async () => results.push(`${await sheets(report, kinds)} printed sheets`),
  printed: () => printed(report, "alert/partner-reported-excess.FRA.PD006.2024.html"),
  axe: async () => {
    await accessible(report, kinds);
    results.push(`${kinds.length} pages by axe in light and dark`);
  },
};
if (hostile) {
  checks.hostile = async () => {
    await every_page(hostile);
    await harmless(hostile);
    await accessible(hostile, ["index.html", "refused.html"]);
  };
  checks.parts = async () => results.push(`${await parts(hostile)} rows in parts`);
}
// ONLY=search,tables tries some of them.
const only = process.env.ONLY?.split(",") ?? Object.keys(checks);
try {
  for (const name of only) {
    await checks[name]();
    nothing_said();
  }
  process.stdout.write(`${results.join(", ")}: all well\n`);
} finally {
  await browser.close();
}
