# SPDX-License-Identifier: GPL-2.0-only
# What of the kernel's tools/testing/selftests/lib.mk the Makefile needs, for
# building outside a kernel tree: each program from the .c of its name, each
# script copied beside them, all into OUTPUT.

OUTPUT ?= $(O)/selftests

.DEFAULT_GOAL := all
.PHONY: all clean

BUILT := $(addprefix $(OUTPUT)/,$(TEST_GEN_PROGS) $(TEST_GEN_FILES) \
	$(TEST_PROGS) $(TEST_FILES) tests)

all: $(BUILT)

$(OUTPUT)/%: %.c $(LOCAL_HDRS) Makefile | $(OUTPUT)
	$(CC) $(CFLAGS) -o $@ $< $(LDFLAGS) $(LDLIBS)

$(OUTPUT)/%.sh: %.sh | $(OUTPUT)
	install -m 755 $< $@

# The names, for run-guest and run-host.
$(OUTPUT)/tests: Makefile $(wildcard *.c *.sh) | $(OUTPUT)
	$(MAKE) -s list > $@

$(OUTPUT):
	mkdir -p $@

clean:
	$(if $(filter $(CURDIR),$(abspath $(OUTPUT))),\
		$(error $(OUTPUT) is where the sources are))
	rm -rf $(OUTPUT)/model
	rm -f $(BUILT)
	@rmdir $(OUTPUT) 2>/dev/null || true
