// SPDX-License-Identifier: GPL-2.0-only
// Draws plots as SVG, as wide as there is room, and anew when that changes.
// Every point can be reached with the Tab key and says what it is.
"use strict";

const shapes = [
	"M-4,-4h8v8h-8z",
	"M0,-5a5,5 0 1,1 0,10a5,5 0 1,1 0,-10z",
	"M0,-5L5,4H-5z",
	"M0,-6L5,0L0,6L-5,0z",
	"M0,5L5,-4H-5z",
	"M-5,-2h3v-3h4v3h3v4h-3v3h-4v-3h-3z",
	"M-5,-5L5,5M5,-5L-5,5",
	"M0,-6V6M-6,0H6",
];

function colour(series) {
	return "var(--s" + series % 8 + ")";
}

function shape(series) {
	return element("path", { d: shapes[series % 8], fill: colour(series),
		stroke: colour(series), "stroke-width": 1.5 });
}

// A logarithmic scale, and round numbers on it, a few only.
function scale(least, most, from, to) {
	const low = Math.log10(least), high = Math.log10(most);
	const span = high - low || 1;

	return (value) => from + (Math.log10(value) - low) / span * (to - from);
}

function rounds(least, most, room) {
	const all = [];

	for (const digits of [[1], [1, 3], [1, 2, 5]]) {
		const some = [];
		const first = Math.floor(Math.log10(least));

		for (let power = first; power <= Math.log10(most) + 1; power++)
			for (const digit of digits)
				some.push(digit * 10 ** power);
		const fit = some.filter((v) => v >= least * 0.999 &&
			v <= most * 1.001);
		if (fit.length > room && all.length)
			break;
		all.splice(0, all.length, ...fit);
	}
	return all;
}

function bounds(values) {
	const good = values.filter((v) => v > 0);
	const least = Math.min(...good), most = Math.max(...good);

	return [least / 1.15, most * 1.15];
}

// A point that can be looked at: by pointing, by touching, by Tab.
function point(x, y, series, label, tell) {
	const made = element("g", { class: "point", tabindex: "0", role: "img",
		"aria-label": label, transform: `translate(${x},${y})` },
		element("circle", { class: "halo", r: 10, "pointer-events": "all" }),
		shape(series));

	for (const event of ["focus", "mouseenter", "click"])
		made.addEventListener(event, () => { tell.textContent = label; });
	return made;
}

function spread(x, y, low, high, series) {
	return low === undefined || low === null ? [] : [element("path", {
		class: "spread", stroke: colour(series),
		d: `M${x},${y(low)}V${y(high)}` })];
}

function axes(svg, plot, x, y, box) {
	for (const value of rounds(...plot.yRange, 6)) {
		svg.append(element("line", { class: "rule", x1: box.left,
			x2: box.right, y1: y(value), y2: y(value) }));
		svg.append(element("text", { class: "axis", x: box.left - 6,
			y: y(value) + 4, "text-anchor": "end" },
			plot.yWords(value)));
	}
	let free = -1e9;
	for (const value of plot.xTicks) {
		const text = plot.xWords(value), half = text.length * 3.7;

		if (x(value) - half < free)
			continue;
		free = x(value) + half + 6;
		svg.append(element("text", { class: "axis", x: x(value),
			y: box.bottom + 18, "text-anchor": "middle" }, text));
	}
	svg.append(element("text", { class: "axis", x: box.right,
		y: box.bottom + 36, "text-anchor": "end" }, plot.xLabel));
}

// plot: title, text, xLabel, xWords, xTicks, xRange, yWords, yRange, series:
// name, index, points: x, y, low, high, label, bare (only part of the line).
function drawLines(holder, tell, plot) {
	const width = Math.max(holder.clientWidth, 240), height = 280;
	const box = { left: 66, right: width - 14, top: 10,
		bottom: height - 44 };
	const x = scale(...plot.xRange, box.left, box.right);
	const y = scale(...plot.yRange, box.bottom, box.top);
	const svg = element("svg", { viewBox: `0 0 ${width} ${height}`,
		height, role: "group", "aria-label": plot.title },
		element("title", {}, plot.title), element("desc", {}, plot.text));

	axes(svg, plot, x, y, box);
	if (plot.origin)
		svg.append(element("line", { class: "mark", x1: box.left,
			x2: box.right, y1: y(plot.origin), y2: y(plot.origin) }));
	plot.series.forEach((one, number) => {
		// Side by side, so that no interval hides another.
		const aside = one.points.some((p) => p.low) ?
			4 * (number - (plot.series.length - 1) / 2) : 0;
		const at = (p) => x(p.x) + aside;

		svg.append(element("path", { class: "series",
			stroke: colour(one.index), d: one.points.map((p, i) =>
				(i ? "L" : "M") + at(p) + "," + y(p.y)).join("") }));
		for (const p of one.points) {
			if (p.bare)
				continue;
			svg.append(...spread(at(p), y, p.low, p.high,
				one.index));
			svg.append(point(at(p), y(p.y), one.index, p.label,
				tell));
		}
	});
	holder.replaceChildren(svg);
}

// plot: title, text, words, bars: name, index, value, low, high, label, mark.
function drawBars(holder, tell, plot) {
	const width = Math.max(holder.clientWidth, 240), step = 30;
	const longest = Math.max(...plot.bars.map((bar) => bar.name.length));
	const left = Math.min(longest * 6.6 + 16, width * 0.5);
	const right = width - 64;
	const height = plot.bars.length * step + 34;
	const range = bounds(plot.bars.flatMap((bar) =>
		[bar.value, bar.low, bar.high, bar.mark || bar.value,
			plot.origin || bar.value]));
	const x = scale(...range, left, right);
	const svg = element("svg", { viewBox: `0 0 ${width} ${height}`, height,
		role: "group", "aria-label": plot.title },
		element("title", {}, plot.title), element("desc", {}, plot.text));

	let free = 0;
	for (const value of rounds(...range, width / 90)) {
		const text = plot.words(value), half = text.length * 3.7;

		if (x(value) - half < free)
			continue;
		free = x(value) + half + 6;
		svg.append(element("line", { class: "rule", x1: x(value),
			x2: x(value), y1: 0, y2: height - 20 }));
		svg.append(element("text", { class: "axis", x: x(value),
			y: height - 4, "text-anchor": "middle" }, text));
	}
	if (plot.origin)
		svg.append(element("line", { class: "mark", x1: x(plot.origin),
			x2: x(plot.origin), y1: 0, y2: height - 20 }));
	plot.bars.forEach((bar, i) => {
		const y = i * step + 14;

		svg.append(element("text", { x: left - 8, y: y + 4,
			"text-anchor": "end" }, bar.name));
		svg.append(element("path", { class: "spread",
			stroke: colour(bar.index),
			d: `M${x(bar.low)},${y}H${x(bar.high)}` }));
		if (bar.mark)
			svg.append(element("path", { class: "mark",
				d: `M${x(bar.mark)},${y - 9}V${y + 9}` }));
		svg.append(point(x(bar.value), y, bar.index, bar.label, tell));
		svg.append(element("text", { x: right + 8, y: y + 4 },
			plot.words(bar.value)));
	});
	holder.replaceChildren(svg);
}

function legend(series) {
	return element("ul", { class: "legend" }, ...series.map((one) => {
		const key = element("svg", { viewBox: "-12 -7 24 14",
			"aria-hidden": "true" }, element("path", {
			class: "series", stroke: colour(one.index),
			d: "M-12,0H12" }), shape(one.index));

		return element("li", {}, key, " " + one.name);
	}));
}

// A figure of a plot, what is said about the point looked at, and a table.
function figure(draw, plot, heads, rows) {
	const holder = element("div", {});
	const tell = element("p", { class: "tell faint", "aria-live": "polite" },
		"Point at a mark, or go there with Tab, to read it.");
	const made = element("figure", {}, element("h3", {}, plot.title),
		element("figcaption", {}, plot.text));

	if (plot.series)
		made.append(legend(plot.series));
	made.append(holder, tell, element("details", {},
		element("summary", {}, "As a table"), table(heads, rows)));
	let width = 0;
	new ResizeObserver(() => {
		if (holder.clientWidth === width)
			return;
		width = holder.clientWidth;
		draw(holder, tell, plot);
	}).observe(holder);
	return made;
}
