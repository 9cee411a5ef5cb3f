// SPDX-License-Identifier: GPL-2.0-only
// Looks at the page of kpipe bench. Belongs to bench_page_in_a_browser.sh.
//
//	node bench.js PAGE
"use strict";

const { pathToFileURL } = require("node:url");
const { browse, claim, close, open, picture, say } = require("./driver.js");
const inspect = require("./inspect.js");

const url = pathToFileURL(process.argv[2]).href;

// A page whose plots are not drawn in five seconds is looked at as it is.
async function drawn(browser, options) {
	const page = await open(browser, url, options);

	await page.waitForFunction(() =>
		[...document.querySelectorAll("figure")].every((figure) =>
			figure.querySelector("svg .point")),
	null, { timeout: 5000 }).catch(() => {});
	return page;
}

function unfold(page, state) {
	return page.$$eval("details", (all, open) =>
		all.forEach((details) => { details.open = open; }), state);
}

async function look(browser, scheme, width) {
	const name = `${scheme}, ${width} wide: `;
	const page = await drawn(browser, { scheme, width });
	const points = await page.$$eval("figure", (all) => all.map((figure) =>
		figure.querySelectorAll("svg .point").length));

	say(name + "the browser has nothing to complain about",
		page.complaints);
	claim(name + `${points.length} plots have points`,
		points.length >= 12 && Math.min(...points) > 0);
	say(name + "all of it is numbers",
		await page.evaluate(inspect.notDrawn));
	say(name + "nothing is wider than the window",
		await page.evaluate(inspect.tooWide));
	await unfold(page, true);
	say(name + "text can be read",
		await page.evaluate(inspect.lowContrast));
	say(name + "the text of plots has room",
		await page.evaluate(inspect.lostText));
	say(name + "the paper is of that kind",
		await page.evaluate(inspect.otherPaper, scheme));
	await unfold(page, false);
	await picture(page, `${scheme}-${width}`);
	await close(page);
}

function atPoint() {
	return document.activeElement.matches(".point");
}

async function keyboard(browser) {
	const page = await drawn(browser);

	await page.keyboard.press("Tab");
	claim("Tab: first a way past the head", await page.evaluate(() =>
		document.activeElement.textContent.includes("To the results")));
	for (let i = 0; i < 6 && !await page.evaluate(atPoint); i++)
		await page.keyboard.press("Tab");
	const [label, tell, ring] = await page.evaluate(() => {
		const at = document.activeElement;
		const figure = at.closest("figure");
		const halo = at.querySelector(".halo");

		return [at.getAttribute("aria-label"),
			figure && figure.querySelector(".tell").textContent,
			halo && getComputedStyle(halo).stroke];
	});
	claim("Tab: a point is reached and read out", label && label === tell);
	claim("Tab: one sees where one is", ring && ring !== "none");
	claim("every plot has a name and a description",
		await page.$$eval("figure > div > svg", (all) =>
			all.every((svg) => svg.getAttribute("aria-label") &&
				svg.querySelector("title") &&
				svg.querySelector("desc").textContent)));
	await close(page);
}

// Runs in the page, whose own words() it calls.
function notInTables() {
	const text = document.getElementById("results").textContent;
	const all = JSON.parse(document.getElementById("data").textContent);
	const missing = [];

	for (const experiment of all.experiments)
		for (const who of experiment.contestants)
			for (const key of experiment.shown.slice(0, 1))
				if (who.values && !text.includes(words(
					who.values[key].median,
					all.metrics[key].unit)))
					missing.push(experiment.id + " " +
						who.name);
	return missing;
}

async function tables(browser) {
	const page = await drawn(browser);

	say("every experiment's figure is in a table",
		await page.evaluate(notInTables));
	say("nothing comes from elsewhere",
		await page.evaluate(inspect.fromElsewhere));
	await close(page);
}

browse(async (browser) => {
	for (const scheme of ["light", "dark"])
		for (const width of [1280, 360])
			await look(browser, scheme, width);
	await keyboard(browser);
	await tables(browser);
});
