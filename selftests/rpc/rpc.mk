# SPDX-License-Identifier: GPL-2.0-only
# The tests of RPC: with both libraries as they are built for ASan and UBSan,
# or for TSan where threads are what is tested.

RPC := $(OUTPUT)/rpc
RPC_THREAD_PROGS := $(filter rpc_concurrent_%,$(RPC_PROGS))
RPC_ADDRESS_PROGS := $(filter-out $(RPC_THREAD_PROGS),$(RPC_PROGS))
RPC_CFLAGS := $(CFLAGS) -I$(KPIPE_TOP)/libuser/rpc/include -I$(RPC) \
	$(shell pkg-config --cflags libtirpc)
LIBKPIPE_RPC := $(O)/lib/libkpipe-rpc.a
SANITIZE_address := -fsanitize=address,undefined -fno-sanitize-recover=all
SANITIZE_thread := -fsanitize=thread

# What rpcgen makes is compiled as it is; its style is its own.
STUBS := $(addprefix $(RPC)/,probe.h probe_xdr.c probe_clnt.c probe_svc.c)
$(RPC)/probe.h: RPC_OPTION := -h
$(RPC)/probe_xdr.c: RPC_OPTION := -c
$(RPC)/probe_clnt.c: RPC_OPTION := -l
$(RPC)/probe_svc.c: RPC_OPTION := -m

$(RPC)/probe.x: rpc/probe.x | $(RPC)
	cp $< $@

$(STUBS): $(RPC)/probe.x rpc/rpc.mk
	rm -f $@
	cd $(RPC) && rpcgen -C -N -M $(RPC_OPTION) -o $(notdir $@) probe.x

$(RPC)/%.o: $(RPC)/%.c $(RPC)/probe.h
	$(CC) $(RPC_CFLAGS) -w -c -o $@ $<

RPC_STUBS := $(addprefix $(RPC)/,probe_xdr.o probe_clnt.o probe_svc.o)

# rpc_rules SANITIZER: its libraries, and what its tests share.
define rpc_rules
RPC_LIBS_$(1) := $(O)/lib/libkpipe-rpc-$(1).a $(O)/lib/libkpipe-$(1).a

$(RPC)/serve-$(1).o: rpc/serve.c $(RPC)/probe.h $(wildcard rpc/*.h)
	$$(CC) $$(RPC_CFLAGS) $$(SANITIZE_$(1)) -c -o $$@ $$<

$(O)/lib/libkpipe-rpc-$(1).a: $(wildcard $(KPIPE_TOP)/libuser/rpc/src/*.[ch])
	$$(MAKE) -C $(KPIPE_TOP)/libuser/rpc O=$(O) $$@

RPC_$(1) := $(addprefix $(OUTPUT)/,$(2))
$$(RPC_$(1)): CFLAGS = $$(RPC_CFLAGS) $$(SANITIZE_$(1))
$$(RPC_$(1)): LDLIBS = $(RPC)/serve-$(1).o $(RPC_STUBS) \
	$$(RPC_LIBS_$(1)) $(shell pkg-config --libs libtirpc) -pthread
$$(RPC_$(1)): $(RPC)/serve-$(1).o $(RPC_STUBS) $$(RPC_LIBS_$(1)) \
	$(wildcard rpc/*.h)
endef
$(eval $(call rpc_rules,address,$(RPC_ADDRESS_PROGS)))
$(eval $(call rpc_rules,thread,$(RPC_THREAD_PROGS)))

# Not watched, as its speed is what counts.
$(OUTPUT)/rpc/speed: rpc/speed.c rpc/serve.c $(RPC_STUBS) $(LIBKPIPE_RPC) \
		$(LIBKPIPE) $(wildcard rpc/*.h) rpc/rpc.mk
	$(CC) $(RPC_CFLAGS) -o $@ $(filter %.c %.o %.a,$^) $(LDFLAGS) \
		$(shell pkg-config --libs libtirpc) -pthread

$(LIBKPIPE_RPC): $(wildcard $(KPIPE_TOP)/libuser/rpc/src/*.[ch])
	$(MAKE) -C $(KPIPE_TOP)/libuser/rpc O=$(O) $@

$(RPC):
	mkdir -p $@
