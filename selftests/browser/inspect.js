// SPDX-License-Identifier: GPL-2.0-only
// What can be wrong with any page of ours, in light or dark, wide or narrow.
// Each function runs in the page and returns a list of what is wrong there.
"use strict";

// Text whose contrast with what lies behind it is too low, as WCAG 2 counts it.
function lowContrast() {
	const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 :
		((v + 0.055) / 1.055) ** 2.4;
	const light = (rgb) => rgb.match(/[\d.]+/g).slice(0, 3).map(Number)
		.map(channel).reduce((sum, v, i) =>
			sum + v * [0.2126, 0.7152, 0.0722][i], 0);
	const behind = (node) => {
		for (; node; node = node.parentElement) {
			const colour = getComputedStyle(node).backgroundColor;

			if (!/, 0\)$/.test(colour))
				return colour;
		}
		return "rgb(255, 255, 255)";
	};
	const low = [];

	for (const node of document.querySelectorAll("h1, h2, h3, p, dt, dd, " +
		"li, th, td, summary, figcaption, svg text")) {
		const style = getComputedStyle(node);
		const text = light(node.closest("svg") ? style.fill :
			style.color);
		const back = light(behind(node));
		const ratio = (Math.max(text, back) + 0.05) /
			(Math.min(text, back) + 0.05);

		if (ratio < 4.5)
			low.push(node.textContent.slice(0, 20) + " " +
				ratio.toFixed(1));
	}
	return low;
}

// Text of a plot that lies outside of its figure, or on other text.
function lostText() {
	const lost = [];

	for (const figure of document.querySelectorAll("figure")) {
		const room = figure.getBoundingClientRect();
		const boxes = [];

		for (const text of figure.querySelectorAll("svg text")) {
			const box = text.getBoundingClientRect();

			if (box.left < room.left - 1 ||
			    box.right > room.right + 1)
				lost.push("outside: " + text.textContent);
			for (const other of boxes)
				if (box.left < other.right - 1 &&
				    other.left < box.right - 1 &&
				    box.top < other.bottom - 3 &&
				    other.top < box.bottom - 3)
					lost.push("on other text: " +
						text.textContent);
			boxes.push(box);
		}
	}
	return lost;
}

// What a path or a place is made of must be numbers.
function notDrawn() {
	return [...document.querySelectorAll("svg *")]
		.filter((node) => [...node.attributes].some((attribute) =>
			/NaN|undefined|Infinity/.test(attribute.value)))
		.map((node) => node.outerHTML.slice(0, 80));
}

function tooWide() {
	const over = document.documentElement.scrollWidth - innerWidth;

	return over > 0 ? [over] : [];
}

function fromElsewhere() {
	return performance.getEntriesByType("resource").map((e) => e.name)
		.concat([...document.querySelectorAll("[src], link[href]")]
			.map((e) => e.outerHTML.slice(0, 60)));
}

// The scheme the paper belongs to, unless it is the one that was asked for.
function otherPaper(scheme) {
	const paper = getComputedStyle(document.body).backgroundColor;
	const sum = paper.match(/[\d.]+/g).slice(0, 3).map(Number)
		.reduce((a, b) => a + b);

	return (sum < 384) === (scheme === "dark") ? [] : [paper];
}

module.exports = { fromElsewhere, lostText, lowContrast, notDrawn, otherPaper,
	tooWide };
