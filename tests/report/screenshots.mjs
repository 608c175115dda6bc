// Makes the pictures of the book: `node screenshots.mjs REPORT PACKAGES OUT`. REPORT is that of the second of two runs of
// the demo, the first of which did not have `trades/2025/late.csv` yet, so that something changed.
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [report, packages, out] = process.argv.slice(2).map((path) => resolve(path));
const { chromium } = createRequire(`${packages}/`)("playwright-core");
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] });

for (const [name, page, colorScheme, width, height] of [
  ["overview", "index.html", "light", 1400, 1110],
  ["alert", "alert/partner-reported-excess.FRA.PD006.2024.html", "light", 1200, 1250],
  ["alert-dark", "alert/import-excess.SWE.PD002.2024.html", "dark", 1200, 950],
]) {
  const context = await browser.newContext({ colorScheme, viewport: { width, height } });
  const tab = await context.newPage();
  await tab.goto(pathToFileURL(join(report, page)).href);
  await tab.screenshot({ path: join(out, `${name}.png`) });
  await context.close();
}
await browser.close();
