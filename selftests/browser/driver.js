// SPDX-License-Identifier: GPL-2.0-only
// Drives Debian's Chromium, and says what was looked at: a line for each thing,
// "ok" or "wrong", and what it was. KPIPE_SHOTS=folder keeps pictures.
"use strict";

const path = require("node:path");
const { chromium } = require("playwright-core");

// wrong: what is not as it should be, as words.
function say(name, wrong) {
	if (wrong.length)
		name += ": " + wrong.slice(0, 4).join("; ");
	console.log(wrong.length ? "wrong" : "ok", name.replaceAll("\n", " "));
}

function claim(name, good) {
	say(name, good ? [] : ["it is not so"]);
}

// A page as somebody sees it who prefers a scheme and has so wide a window.
// page.complaints is what the browser had to say about it.
async function open(browser, url, { scheme = "light", width = 1000 } = {}) {
	const context = await browser.newContext({
		colorScheme: scheme, viewport: { width, height: 900 } });
	const page = await context.newPage();

	page.complaints = [];
	page.on("console", (message) => page.complaints.push(message.text()));
	page.on("pageerror", (error) => page.complaints.push(error.message));
	page.on("requestfailed", (request) =>
		page.complaints.push("not loaded: " + request.url()));
	await page.goto(url);
	return page;
}

function close(page) {
	return page.context().close();
}

async function picture(page, name) {
	const folder = process.env.KPIPE_SHOTS;

	if (folder)
		await page.screenshot({ fullPage: true,
			path: path.join(folder, name + ".png") });
}

// Calls look() with a browser. What it throws fails the script.
async function browse(look) {
	const browser = await chromium.launch({
		executablePath: "/usr/bin/chromium",
		chromiumSandbox: process.geteuid() !== 0,
		args: ["--disable-gpu", "--disable-dev-shm-usage"] });

	try {
		await look(browser);
	} finally {
		await browser.close();
	}
}

module.exports = { browse, claim, close, open, picture, say };
