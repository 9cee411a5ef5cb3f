// SPDX-License-Identifier: GPL-2.0-only
// Numbers in words, and elements of the page.
"use strict";

const steps = {
	"bytes/s": [1000, ["B/s", "kB/s", "MB/s", "GB/s", "TB/s"]],
	"1/s": [1000, ["/s", "k/s", "M/s", "G/s"]],
	"ns": [1000, ["ns", "µs", "ms", "s"]],
	"bytes": [1024, ["B", "KiB", "MiB", "GiB"]],
	"": [1e9, [""]],
};

// Three digits that count, and the unit that suits them.
function words(value, unit) {
	if (value === null || value === undefined)
		return "–";
	const [base, names] = steps[unit];
	let i = 0;

	while (Math.abs(value) >= 0.9995 * base && i < names.length - 1) {
		value /= base;
		i++;
	}
	const shown = value === 0 ? "0" : Math.abs(value) >= 99.95 ?
		String(Math.round(value)) : Number(value.toPrecision(3)).toString();
	return names[i] ? shown + " " + names[i] : shown;
}

function ratio(value) {
	return value === null || value === undefined ? "–" :
		Number(value.toPrecision(3)) + "×";
}

function size(bytes) {
	return words(bytes, "bytes");
}

function element(name, attributes, ...children) {
	const svg = ["svg", "g", "path", "line", "text", "rect", "title", "desc",
		"circle"].includes(name);
	const made = svg ?
		document.createElementNS("http://www.w3.org/2000/svg", name) :
		document.createElement(name);

	for (const [key, value] of Object.entries(attributes || {}))
		made.setAttribute(key, value);
	made.append(...children);
	return made;
}

function table(heads, rows) {
	const head = element("tr", {},
		...heads.map((text) => element("th", { scope: "col" }, text)));
	const body = rows.map((row) => element("tr", {}, ...row.map((cell, i) =>
		element(i ? "td" : "th", i ? {} : { scope: "row" }, cell))));
	const all = element("table", {}, element("thead", {}, head),
		element("tbody", {}, ...body));

	return element("div", { class: "scroll", tabindex: "0", role: "region",
		"aria-label": "table" }, all);
}
