/* SPDX-License-Identifier: GPL-2.0-only */
/* The files of the page, as they are, each ended by a zero. */

	.macro	asset name, file
	.globl	\name
\name:
	.incbin	"\file"
	.byte	0
	.endm

	.section .rodata
	asset	page_html, "page/page.html"
	asset	page_css, "page/page.css"
	asset	page_words_js, "page/words.js"
	asset	page_plot_js, "page/plot.js"
	asset	page_page_js, "page/page.js"

	.section .note.GNU-stack, "", %progbits
