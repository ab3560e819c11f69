// Called by scripts/screenshots; see there.
const fs = require("fs");
const path = require("path");
const puppeteer = require("puppeteer-core");

const looks = [
  { name: "desktop", width: 1200, scheme: "light" },
  { name: "phone", width: 400, scheme: "light" },
  { name: "dark", width: 1200, scheme: "dark" },
  { name: "print", width: 714, scheme: "dark", media: "print" }, // A4 between its margins; paper is never dark
];

// What a page must not do: ask for anything but itself, report an error, run a script.
async function watched(browser, file, problems) {
  const page = await browser.newPage();
  const address = "file://" + path.resolve(file);
  page.on("request", (request) => {
    const url = request.url();
    if (url !== address && !url.startsWith("data:image/png;")) problems.push(`asks for ${url.slice(0, 100)}`);
  });
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(`console: ${message.text().slice(0, 200)}`);
  });
  page.on("dialog", (dialog) => {
    problems.push(`opens a dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("pageerror", (error) => problems.push(`script error: ${error.message}`));
  await page.goto(address, { waitUntil: "load" });
  return page;
}

// What paper would cut off: it cannot be scrolled. And whether the paper is white.
function unprintable() {
  const problems = [];
  for (const box of document.querySelectorAll(".scroll, pre, td, figcaption"))
    if (box.checkVisibility() && box.scrollWidth > box.clientWidth + 1)
      problems.push(`${box.scrollWidth - box.clientWidth} pixels are cut off: ${box.getAttribute("aria-label") || box.textContent.slice(0, 60)}`);
  const paper = getComputedStyle(document.body).backgroundColor;
  if (paper !== "rgb(255, 255, 255)") problems.push(`the paper is ${paper}`);
  return problems;
}

async function take(browser, file, folder, problems) {
  const base = path.join(folder, path.basename(file, ".html"));
  for (const look of looks) {
    const page = await watched(browser, file, problems);
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: look.scheme }]);
    if (look.media) await page.emulateMediaType(look.media);
    await page.setViewport({ width: look.width, height: 900 });
    const wider = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (wider > 0) problems.push(`${look.name}: the page is ${wider} pixels wider than the window`);
    if (look.media) problems.push(...(await page.evaluate(unprintable)).map((text) => `print: ${text}`));
    await page.screenshot({ path: `${base}-${look.name}.png`, fullPage: true });
    await page.close();
  }
  const page = await watched(browser, file, problems);
  await page.pdf({ path: `${base}-print.pdf`, format: "A4", margin: { top: 40, bottom: 40, left: 40, right: 40 } });
  await page.close();
}

async function audit(browser, file, problems) {
  for (const scheme of ["light", "dark"]) {
    const page = await browser.newPage();
    await page.setBypassCSP(true); // for axe alone; the page was watched under its own policy
    await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
    await page.goto("file://" + path.resolve(file));
    await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
    await page.addScriptTag({ path: require.resolve("axe-core/axe.min.js") });
    const result = await page.evaluate(() => axe.run());
    for (const found of result.violations)
      if (["serious", "critical"].includes(found.impact))
        problems.push(`axe (${scheme}): ${found.id}: ${found.nodes.length} x ${found.nodes[0].html.slice(0, 160)}`);
      else console.log(`${file}: axe, ${found.impact}: ${found.id}`);
    await page.close();
  }
}

async function main() {
  const [folder, ...files] = process.argv.slice(2);
  fs.mkdirSync(folder, { recursive: true });
  const profile = fs.mkdtempSync(path.join(require("os").tmpdir(), "page-"));
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    userDataDir: profile,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
           "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  let failed = false;
  for (const file of files) {
    const problems = [];
    await take(browser, file, folder, problems);
    await audit(browser, file, problems);
    for (const problem of problems) console.error(`${file}: ${problem}`);
    console.log(`${file}: ${problems.length === 0 ? "nothing to complain of" : problems.length + " problems"}`);
    failed = failed || problems.length > 0;
  }
  await browser.close();
  fs.rmSync(profile, { recursive: true, force: true });
  process.exit(failed ? 1 : 0);
}

main();
