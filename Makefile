# SPDX-License-Identifier: GPL-2.0-only
# One door to every room of kpipe; `make help` lists what is behind it.
#
#   KVER=6.1        the distribution kernel to build for and to boot; "newest"
#                   (to build for) and "uml" (to run as a process) are the
#                   newest source Debian has, kasan and kcsan debug kernels,
#                   built at the first use (10 min)
#   KDIR=folder     build the module against these kernel headers instead
#   KVERS='6.1 6.12' the kernels `make test` and `make bench` go through; those
#                   two for the tests unless a KVER is given, else KVER
#   O=folder        where everything that is built goes (build)
#   MINUTES=30      how long make test-stress runs; SEED=number repeats one
#   DEBUG=1         a module to step through, in build/kmod-debug
#   W=1 C=2         passed on to the kernel's build system

KVER ?= 6.1
KVERS ?= $(KVER)
# Only for tests: both long-term kernels, when nobody has chosen.
BOTH := $(if $(findstring file file,$(origin KVER) $(origin KVERS)),6.1 6.12)
O := $(abspath $(or $(O),build))
PREFIX ?= /usr/local
# Kept from make, so that a `$` in a command reaches the guest's shell.
export VM_COMMAND := $(value RUN)
export KVER KVERS O PREFIX

KMOD := $(O)/kmod$(if $(filter-out 0,$(DEBUG)),-debug)

# Evaluated in recipes only, when tools/setup has done its work.
kdir = $(or $(KDIR),$(shell tools/vm/kernel headers $(KVER)))
release_of = $(shell sed -n 's/.*UTS_RELEASE "\(.*\)"/\1/p' \
	$(1)/include/generated/utsrelease.h)
CALL = $(MAKE) --no-print-directory

# The rooms' names are those of folders in O: building there would mix them up,
# and cleaning would remove the sources.
ROOMS := kmod libuser tools selftests Documentation
ifneq ($(filter $(CURDIR) $(foreach room,$(ROOMS),$(CURDIR)/$(room) \
	$(CURDIR)/$(room)/%),$(or $(realpath $(O)),$(O))),)
$(error O=$(O) is where the sources are: name another folder, such as build)
endif

.PHONY: all
all: modules lib tools ## Module, library and tools (the default)

.PHONY: modules
modules: setup-module ## kpipe.ko for KVER, or for the headers in KDIR
	$(eval dir := $(kdir))
	$(eval release := $(if $(dir),$(call release_of,$(dir))))
	$(if $(release),,$(error no kernel to build for: see above))
	@mkdir -p $(KMOD)/$(release)
	@cp -rsf $(CURDIR)/kmod/. $(KMOD)/$(release)
	@find $(KMOD)/$(release) \( -xtype l -o -type l ! -name '*.[ch]' \
		! -name 'K*' ! -name Makefile \) -delete
	+@$(CALL) -C $(KMOD)/$(release) KDIR=$(dir) O=$(dir)

ifneq ($(filter newest uml,$(KVER)),)
modules: setup-source
endif

.PHONY: lib
lib: setup-build ## libkpipe and libkpipe-rpc, shared and static
	+@$(CALL) -C libuser O=$(O)
	+@$(CALL) -C libuser/rpc O=$(O)

.PHONY: tools
tools: setup-build lib ## The kpipe command
	+@$(CALL) -C tools/kpipe O=$(O)

.PHONY: selftests
selftests: tools setup-test ## The tests (make test runs them)
	+@$(CALL) -C selftests O=$(O)

.PHONY: demo
demo: ## See a real pipeline run on kpipe, in a virtual machine
	+@tools/demo/demo

.PHONY: test
test: setup-vm selftests ## Run every test, here and in a virtual machine
	+@KVERS="$(or $(BOTH),$(KVERS))" tools/test

.PHONY: test-long
test-long: setup-vm selftests ## Ten million random operations (OPERATIONS=...), on each of KVERS
	+@KVERS="$(or $(BOTH),$(KVERS))" tools/test-long

# QUICK=1: fewer sizes and transports, in under three minutes.
.PHONY: bench
bench: setup-vm tools ## Compare pipes in the VM (QUICK=1 ABLATION=1 KVERS=...)
	+@tools/bench/in-vm $(if $(filter-out 0,$(ABLATION)),ablation,all \
		$(if $(filter-out 0,$(QUICK)),quick))

.PHONY: bench-check
bench-check: setup-vm tools ## Fail when a speed that was reached is lost
	+@tools/bench/in-vm check

.PHONY: bench-uml
bench-uml: setup-vm tools ## The rows where copies run at native speed (KVER=uml)
	+@KVERS=uml tools/bench/in-vm check

.PHONY: test-debug
test-debug: setup-vm selftests ## The module's tests on debug kernels (builds them once)
	+@tools/test-debug

.PHONY: test-stress
test-stress: export KVER := $(if $(filter file,$(origin KVER)),kasan,$(KVER))
test-stress: setup-vm selftests ## Half an hour of everything at once, on the kasan kernel
	+@tools/test-stress

.PHONY: vm
vm: setup-vm all ## A shell in the virtual machine, or one command: RUN='...'
	@tools/vm/run --kver $(KVER) \
		--ko $(KMOD)/$(notdir $(shell tools/vm/kernel image $(KVER)))/kpipe.ko \
		$${VM_COMMAND:+-- "$$VM_COMMAND"}

# LESSON=name: which of tools/gdb/lessons, read if none. BATCH=file: end after
# it. PORT=number: not a socket. SERVE=1: for another gdb. DBGSYM=1: the kernel's
# whole debug information (860 MB).
.PHONY: gdb
gdb: setup-build setup-module setup-vm setup-gdb ## Stop inside kpipe_read, a sleeping reader in view (LESSON=... BATCH=...)
	+@tools/gdb/run $(if $(filter-out 0,$(DBGSYM)),--full) \
		$(if $(filter-out 0,$(SERVE)),--serve) \
		$(if $(PORT),--port $(PORT)) $(if $(BATCH),--batch) \
		$(BATCH) $(LESSON)

.PHONY: check
check: setup-check setup-module setup-man ## Sources: sparse, W=1, shellcheck, man pages, checkpatch
	+@tools/check

.PHONY: check-newest
check-newest: setup-source ## Compile the module against the newest kernel source
	+@KVER=newest tools/check module

.PHONY: man
man: setup-man ## The man pages
	+@$(CALL) -C Documentation/man O=$(O)

.PHONY: install
install: all man ## Library, headers, command and man pages, to DESTDIR/PREFIX
	+@$(CALL) -C libuser O=$(O) install
	+@$(CALL) -C libuser/rpc O=$(O) install
	+@$(CALL) -C tools/kpipe O=$(O) install
	+@$(CALL) -C Documentation/man O=$(O) install

# Unsigned: the key the distribution signs with is its own.
.PHONY: modules_install
modules_install: modules ## kpipe.ko to lib/modules/RELEASE/updates (INSTALL_MOD_PATH)
	+@$(CALL) -C $(KMOD)/$(release) KDIR=$(dir) O=$(dir) \
		CONFIG_MODULE_SIG_ALL= modules_install

.PHONY: clean
clean: ## Remove what was built; fetched kernels stay in the cache
	rm -rf $(addprefix $(O)/,bench examples examples-rpc gdb kmod kmod-debug log \
		man obj selftests vm-out)
	rm -f $(O)/bin/kpipe $(O)/lib/libkpipe*
	@rmdir $(O)/bin $(O)/lib $(O) 2>/dev/null || true

.PHONY: help
help: ## This list
	@sed -n 's/^\([a-z_-]*\):[^#]*## /\1\t/p' $(firstword $(MAKEFILE_LIST)) | \
		awk -F'\t' '{ printf "make %-17s %s\n", $$1, $$2 }'
	@echo
	@sed -n 's/^#   /  /p' $(firstword $(MAKEFILE_LIST))

# What a target needs of the machine; says nothing when all of it is there.
SETUPS := $(addprefix setup-,build module source vm gdb test man check)
.PHONY: $(SETUPS)
$(SETUPS): setup-%:
	@tools/setup $*
