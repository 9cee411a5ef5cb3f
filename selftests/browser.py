# SPDX-License-Identifier: GPL-2.0-only
"""
Looks at page.html in a folder with Chromium. Prints a line for each thing it
looked at: "ok" or "wrong", and what it was. Belongs to
bench_page_in_a_browser.sh.
"""
import os
import pathlib
import sys
import time

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.keys import Keys

# The contrast of text with what lies behind it, as WCAG 2 counts it.
CONTRAST = """
const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 :
	((v + 0.055) / 1.055) ** 2.4;
const light = (rgb) => rgb.match(/[\\d.]+/g).slice(0, 3).map(Number).map(channel)
	.reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const behind = (node) => {
	for (; node; node = node.parentElement) {
		const colour = getComputedStyle(node).backgroundColor;
		if (!/, 0\\)$/.test(colour))
			return colour;
	}
	return "rgb(255, 255, 255)";
};
const low = [];
for (const node of document.querySelectorAll(
	"h1, h2, h3, p, dt, dd, li, th, td, summary, figcaption, svg text")) {
	const style = getComputedStyle(node);
	const text = light(node.closest("svg") ? style.fill : style.color);
	const back = light(behind(node));
	const ratio = (Math.max(text, back) + 0.05) /
		(Math.min(text, back) + 0.05);
	if (ratio < 4.5)
		low.push(node.textContent.slice(0, 20) + " " + ratio.toFixed(1));
}
return low;
"""

# Text of a plot that lies outside of its figure, or on other text.
LOST_TEXT = """
const lost = [];
for (const figure of document.querySelectorAll("figure")) {
	const room = figure.getBoundingClientRect();
	const boxes = [];
	for (const text of figure.querySelectorAll("svg text")) {
		const box = text.getBoundingClientRect();
		if (box.left < room.left - 1 || box.right > room.right + 1)
			lost.push("outside: " + text.textContent);
		for (const other of boxes)
			if (box.left < other.right - 1 &&
			    other.left < box.right - 1 &&
			    box.top < other.bottom - 3 &&
			    other.top < box.bottom - 3)
				lost.push("on other text: " + text.textContent);
		boxes.push(box);
	}
}
return lost;
"""

# What a path or a place is made of must be numbers.
NOT_DRAWN = """
return [...document.querySelectorAll("svg *")].filter((node) =>
	[...node.attributes].some((a) => /NaN|undefined|Infinity/.test(a.value)))
	.map((node) => node.outerHTML.slice(0, 80));
"""

FOREIGN = """
return performance.getEntriesByType("resource").map((e) => e.name)
	.concat([...document.querySelectorAll("[src], link[href]")]
	.map((e) => e.outerHTML.slice(0, 60)));
"""


def say(good, name, wrong=None):
    if wrong:
        name += ": " + "; ".join(str(w) for w in wrong[:4])
    print("ok" if good else "wrong", name.replace("\n", " "))


def start():
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--disable-gpu",
                     "--disable-dev-shm-usage"):
        options.add_argument(argument)
    if os.geteuid() == 0:
        options.add_argument("--no-sandbox")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    return webdriver.Chrome(service=Service("/usr/bin/chromedriver"),
                            options=options)


def show(driver, page, scheme, width, height=900):
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [
        {"name": "prefers-color-scheme", "value": scheme}]})
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": height, "deviceScaleFactor": 1,
        "mobile": False})
    driver.get(page)
    for _ in range(100):
        if driver.execute_script(
                "return [...document.querySelectorAll('figure')].every("
                "(f) => f.querySelector('svg .point'))"):
            break
        time.sleep(0.05)


def picture(driver, name, width):
    folder = os.environ.get("KPIPE_SHOTS")
    if not folder:
        return
    height = driver.execute_script(
        "return document.documentElement.scrollHeight")
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {
        "width": width, "height": height, "deviceScaleFactor": 1,
        "mobile": False})
    time.sleep(0.3)
    driver.save_screenshot(os.path.join(folder, name + ".png"))


def look(driver, page, scheme, width):
    name = f"{scheme}, {width} wide: "
    show(driver, page, scheme, width)
    log = [entry["message"] for entry in driver.get_log("browser")]
    say(not log, name + "the browser has nothing to complain about", log)
    figures = driver.execute_script(
        "return [...document.querySelectorAll('figure')].map("
        "(f) => f.querySelectorAll('svg .point').length)")
    say(len(figures) >= 12 and min(figures) > 0,
        name + f"{len(figures)} plots have points")
    wrong = driver.execute_script(NOT_DRAWN)
    say(not wrong, name + "all of it is numbers", wrong)
    over = driver.execute_script(
        "return document.documentElement.scrollWidth - innerWidth")
    say(over <= 0, name + "nothing is wider than the window", [over]
        if over > 0 else None)
    for details in driver.find_elements("css selector", "details"):
        driver.execute_script("arguments[0].open = true", details)
    wrong = driver.execute_script(CONTRAST)
    say(not wrong, name + "text can be read", wrong)
    wrong = driver.execute_script(LOST_TEXT)
    say(not wrong, name + "the text of plots has room", wrong)
    paper = driver.execute_script(
        "return getComputedStyle(document.body).backgroundColor")
    dark = sum(int(v) for v in paper.strip("rgba()").split(",")[:3]) < 384
    say(dark == (scheme == "dark"), name + "the paper is of that kind")
    for details in driver.find_elements("css selector", "details"):
        driver.execute_script("arguments[0].open = false", details)
    picture(driver, f"{scheme}-{width}", width)


def keyboard(driver, page):
    show(driver, page, "light", 1000)
    body = driver.find_element("css selector", "body")
    body.send_keys(Keys.TAB)
    first = driver.switch_to.active_element
    say("To the results" in first.text, "Tab: first a way past the head")
    for _ in range(6):
        driver.switch_to.active_element.send_keys(Keys.TAB)
        if driver.execute_script(
                "return document.activeElement.matches('.point')"):
            break
    label, tell, ring = driver.execute_script("""
const at = document.activeElement;
const figure = at.closest("figure");
return [at.getAttribute("aria-label"),
	figure && figure.querySelector(".tell").textContent,
	at.querySelector(".halo") &&
		getComputedStyle(at.querySelector(".halo")).stroke];""")
    say(label and label == tell, "Tab: a point is reached and read out")
    say(ring not in (None, "none"), "Tab: one sees where one is")
    named = driver.execute_script("""
return [...document.querySelectorAll("figure > div > svg")].every((svg) =>
	svg.getAttribute("aria-label") && svg.querySelector("title") &&
	svg.querySelector("desc").textContent);""")
    say(named, "every plot has a name and a description")


def tables(driver, page):
    show(driver, page, "light", 1000)
    missing = driver.execute_script("""
const text = document.getElementById("results").textContent;
const all = JSON.parse(document.getElementById("data").textContent);
const missing = [];
for (const experiment of all.experiments)
	for (const who of experiment.contestants)
		for (const key of experiment.shown.slice(0, 1))
			if (who.values && !text.includes(words(
				who.values[key].median, all.metrics[key].unit)))
				missing.push(experiment.id + " " + who.name);
return missing;""")
    say(not missing, "every experiment's figure is in a table", missing)
    foreign = driver.execute_script(FOREIGN)
    say(not foreign, "nothing comes from elsewhere", foreign)


def main():
    page = pathlib.Path(sys.argv[1], "page.html").resolve().as_uri()
    driver = start()
    try:
        for scheme in ("light", "dark"):
            for width in (1280, 360):
                look(driver, page, scheme, width)
        keyboard(driver, page)
        tables(driver, page)
    finally:
        driver.quit()


main()
