// SPDX-License-Identifier: GPL-2.0-only
// Reads the results that stand in the page and puts plots of them together.
"use strict";

const data = JSON.parse(document.getElementById("data").textContent);
const results = document.getElementById("results");

// A contestant looks the same in all plots.
const names = [];
for (const experiment of data.experiments)
	for (const who of experiment.contestants)
		if (!names.includes(who.name))
			names.push(who.name);

const places = {
	two: "each side on a processor of its own",
	same: "both sides on one processor",
	free: "wherever the scheduler puts them",
};

function interval(estimate, print) {
	return `${print(estimate.median)} [${print(estimate.low)}, ` +
		`${print(estimate.high)}]`;
}

function measured(experiment) {
	return experiment.contestants.filter((who) => who.values);
}

function tell(experiment, who, metric) {
	const info = data.metrics[metric];
	const value = interval(who.values[metric], (v) => words(v, info.unit));
	const gain = who.gains[metric];
	const base = experiment.contestants[0].name;

	return `${who.name}, ${experiment.title}: ${info.text} ${value}` +
		(gain ? `; ${interval(gain, ratio)} better than ${base}` : "");
}

const heads = ["", "median [interval]", "better [interval]"];

function tableRows(experiments, metric) {
	const rows = [];

	for (const experiment of experiments) {
		for (const who of experiment.contestants) {
			const name = `${experiment.title}, ${who.name}`;
			const value = who.values && who.values[metric];

			if (!value) {
				rows.push([name, who.problem || "–", ""]);
				continue;
			}
			rows.push([name,
				interval(value, (v) =>
					words(v, data.metrics[metric].unit)),
				who.gains[metric] ?
					interval(who.gains[metric], ratio) : ""]);
		}
	}
	return rows;
}

// One line a contestant: how what pick() takes of it grows with by().
function lines(experiments, metric, pick, by) {
	const series = names.map((name, index) => ({ name, index, points: [] }));

	for (const experiment of experiments) {
		for (const who of measured(experiment)) {
			const value = pick(who);

			if (!value || !(value.median > 0))
				continue;
			series[names.indexOf(who.name)].points.push({
				x: by(experiment), y: value.median,
				low: value.low > 0 ? value.low : value.median,
				high: value.high,
				label: tell(experiment, who, metric) });
		}
	}
	for (const one of series)
		one.points.sort((a, b) => a.x - b.x);
	return series.filter((one) => one.points.length);
}

function lineFigure(experiments, metric, series, plot) {
	const points = series.flatMap((one) => one.points);
	const ticks = [...new Set(points.map((p) => p.x))].sort((a, b) => a - b);

	if (!points.length)
		return "";
	return figure(drawLines, Object.assign({ series, xTicks: ticks,
		xRange: [ticks[0] / 1.3, ticks.at(-1) * 1.3],
		yRange: bounds(points.flatMap((p) => [p.y, p.low, p.high,
			plot.origin || p.y])) }, plot),
	heads, tableRows(experiments, metric));
}

function growth(experiments, metric, title, text, axis, by, print) {
	return lineFigure(experiments, metric,
		lines(experiments, metric, (who) => who.values[metric], by),
		{ title, text, xLabel: axis, xWords: print,
			yWords: (v) => words(v, data.metrics[metric].unit) });
}

// How many times better the transports are than the first of them.
function gains(experiments, metric, where) {
	const base = experiments[0].contestants[0].name;

	return lineFigure(experiments, metric, lines(experiments, metric,
		(who) => who.floor ? null : who.gains[metric], (one) => one.size),
	{ title: `How many times better than ${base}`,
		text: `${data.metrics[metric].text}, ${where}; the dashed line ` +
			"is no difference.",
		xLabel: "size of a message", xWords: size, yWords: ratio,
		origin: 1 });
}

function bars(experiment, metric, title, text) {
	const list = measured(experiment).filter((who) =>
		who.values[metric] && who.values[metric].low > 0).map((who) => ({
		name: who.name, index: names.indexOf(who.name),
		value: who.values[metric].median, low: who.values[metric].low,
		high: who.values[metric].high,
		label: tell(experiment, who, metric) }));

	return list.length ? figure(drawBars, { title, text, bars: list,
		words: (v) => words(v, data.metrics[metric].unit) }, heads,
		tableRows([experiment], metric)) : "";
}

// The share of all times that are longer than x: the tail is what matters.
function tails(experiment) {
	const series = [];

	for (const who of measured(experiment)) {
		const index = names.indexOf(who.name), points = [];
		const all = who.histogram.reduce((sum, pair) => sum + pair[1], 0);
		let left = all, next = 0;

		for (const [from, count] of who.histogram) {
			const share = left / all;
			const bare = share > 10 ** -next;

			if (!bare)
				next += 1;
			points.push({ x: Math.max(from, 1), y: share, bare,
				label: `${who.name}, ${experiment.title}: ` +
					`${words(100 * share, "")} % took ` +
					`${words(from, "ns")} or longer` });
			left -= count;
		}
		if (points.length)
			series.push({ name: who.name, index, points });
	}
	const points = series.flatMap((one) => one.points);
	const range = bounds(points.map((p) => p.x));

	return figure(drawLines, {
		title: `How long ${experiment.title} took`,
		text: "Share of all that took so long or longer (further left " +
			"and lower is better).",
		xLabel: "time", xWords: (v) => words(v, "ns"),
		xTicks: rounds(...range, 6), xRange: range,
		yWords: (v) => words(100 * v, "") + " %",
		yRange: [Math.min(...points.map((p) => p.y)) / 1.2, 1.2],
		series }, ["", "p50", "p90", "p99", "p99.9", "max"],
		measured(experiment).map((who) => [who.name, ...["p50_ns",
			"p90_ns", "p99_ns", "p99.9_ns", "max_ns"].map((key) =>
			words((who.values[key] || {}).median, "ns"))]));
}

function section(title, text, ...figures) {
	const some = figures.filter((one) => one);

	if (some.length)
		results.append(element("section", {},
			element("h2", {}, title), element("p", {}, text),
			element("div", { class: "grid" }, ...some)));
}

function select(mode, test) {
	return data.experiments.filter((experiment) =>
		experiment.mode === mode && measured(experiment).length &&
		(!test || test(experiment)));
}

function byPlace(mode, make) {
	return Object.keys(places).map((place) => {
		const some = select(mode, (one) => one.place === place &&
			!/-x\d+$/.test(one.id));

		return some.length ? make(some, places[place]) : "";
	});
}

function showRows() {
	const known = data.rows.filter((row) => row.gain.median !== null);

	if (!known.length)
		return;
	const list = known.map((row) => ({ name: row.name, index: 1,
		value: row.gain.median, low: row.gain.low, high: row.gain.high,
		mark: row.at_least, label: `${row.name} (${row.text}): ` +
			interval(row.gain, ratio) +
			(row.at_least ? `, at least ${ratio(row.at_least)}: ` +
				row.verdict : "") }));

	section("The rows", "How many times better kpipe is than the kernel's " +
		"pipe, or than a floor where the name says so. The dashed line is " +
		"1×, a dashed mark what is to be reached at least.",
		figure(drawBars, { title: "Better than the kernel's pipe",
			text: "Median of the ratios and its interval; further " +
				"right is better.", bars: list, origin: 1,
			words: ratio }, ["row", "better [interval]", "at least",
			""], data.rows.map((row) => [row.name,
			interval(row.gain, ratio),
			row.no_worse ? "no worse" : ratio(row.at_least),
			row.verdict])));
}

// A figure a row, a bar a policy.
function showAblation() {
	const figures = data.rows.map((row) => {
		const known = Object.entries(row.gains).filter(([, gain]) =>
			gain.median !== null);
		const bars = known.map(([name, gain]) => ({ name,
			index: names.indexOf(name), value: gain.median,
			low: gain.low, high: gain.high,
			label: `${name}, ${row.name}: ` +
				interval(gain, ratio) }));

		return known.length ? figure(drawBars, { title: row.name,
			text: `${row.text}; further right is better.`, bars,
			origin: 1, words: ratio }, ["policy", "better [interval]"],
			known.map(([name, gain]) =>
				[name, interval(gain, ratio)])) : "";
	});

	section("Ablation", "How many times better kpipe is than the kernel's " +
		"pipe with each of its policies alone, and with all of them. The " +
		"dashed line is 1×.", ...figures);
}

function showAll() {
	const bySize = (one) => one.size;

	if (data.settings.ablation)
		showAblation();
	else
		showRows();
	section("Stream", "One way, as fast as it goes.",
		...byPlace("stream", (some, where) =>
			gains(some, "bytes_per_s", where)),
		...byPlace("stream", (some, where) => growth(some,
			"bytes_per_s", "Rate", `Bytes per second, ${where}; more ` +
			"is better.", "size of a message", bySize, size)),
		...byPlace("stream", (some, where) => growth(some,
			"cpu_ns_per_byte", "Processor time per byte",
			`Both sides together, ${where}; less is better.`,
			"size of a message", bySize, size)));
	section("Ping-pong", "A message there, another one back.",
		...byPlace("pingpong", (some, where) =>
			gains(some, "p50_ns", where)),
		...byPlace("pingpong", (some, where) => growth(some, "p50_ns",
			"Round trip", `Median time, ${where}; less is better.`,
			"size of a message", bySize, size)),
		...select("pingpong").slice(0, 1).map(tails));
	section("Fixed rate", "Messages at fixed times; each counted from the " +
		"moment at which it was due.", ...select("rate").map(tails),
		...select("rate").map((one) => bars(one, "cpu_ns_per_message",
			"Processor time per message", `Both sides together, ` +
			`${one.title}, ${places[one.place]}; less is better.`)));
	section("Many", "Several processes on one channel, or on many.",
		...select("many").map((one) => bars(one, "messages_per_s",
			`Writers to readers: ${one.title}`, "Messages per second; " +
			"more is better.")),
		...select("groups").map((one) => bars(one, "wall_ns",
			`Groups: ${one.title}`, `As hackbench, ` +
			`${places[one.place]}; less is better.`)));
	const scale = select("stream", (one) => /-x\d+$/.test(one.id));
	section("Scale", "Several streams at the same time.",
		scale.length > 1 ? growth(scale, "bytes_per_s", "Pairs",
			"Bytes per second of all together; more is better.",
			"pairs", (one) => one.pairs, String) : "");
	const memory = select("memory", (one) => one.pipes >= 100);
	section("What a pipe costs", "To make it, and to have it.",
		...select("setup").map((one) => bars(one, "creates_per_s",
			"Made and closed", "Per second; more is better.")),
		...(memory.length > 1 ? ["idle_bytes", "full_bytes"].map((key) =>
			growth(memory, key, data.metrics[key].text,
				"Memory of each; less is better.", "pipes",
				(one) => one.pipes, String)) :
			memory.map((one) => bars(one, "idle_bytes",
				"Memory of a new one", "Less is better."))));
}

function introduce() {
	const machine = document.getElementById("machine");
	const { runs, run_ns, touch } = data.settings;
	const touched = { all: "touch and check every byte",
		line: "touch and check a byte in 64", none: "touch nothing" };

	document.getElementById("lead").textContent =
		`Linux ${data.machine.kernel}. ${data.machine.hypervisor}.`;
	document.getElementById("method").textContent =
		`${runs} runs of ${words(run_ns, "ns")} each, taking turns; ` +
		"medians, and between brackets an interval from order " +
		"statistics. \"Better\" divides run by run. Both sides " +
		`${touched[touch]}.`;
	for (const [key, text] of Object.entries(data.machine))
		machine.append(element("dt", {}, key), element("dd", {}, text));
}

introduce();
showAll();
