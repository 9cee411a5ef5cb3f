# SPDX-License-Identifier: GPL-2.0-only
# How a library of this folder is built: shared, with its map, static, once
# more static for each of the sanitizers that tests use, and its pkg-config
# file. Set before: NAME; INCLUDES and LIBS; BORROWED, objects of another
# library that the shared one needs a copy of. What else a Makefile builds comes
# after it.

TOP := $(abspath $(dir $(lastword $(MAKEFILE_LIST)))..)
include $(TOP)/libuser/version.mk

O ?= $(TOP)/build
PREFIX ?= /usr/local
LIBDIR ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include

CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Werror=implicit-function-declaration \
	-Wmissing-prototypes -Wstrict-prototypes
BASE_CFLAGS := -std=gnu11 $(WARNINGS) $(INCLUDES) -I$(TOP)/libuser/include \
	-I$(TOP)/kmod/uapi -MMD -MP

LIB := $(O)/lib
OBJ := $(O)/obj/lib$(NAME)
SONAME := lib$(NAME).so.$(SOVERSION)
OBJECTS := $(patsubst src/%.c,$(OBJ)/%.o,$(wildcard src/*.c))
MAKEFILES := Makefile $(TOP)/libuser/library.mk
MADE := $(addprefix $(LIB)/lib$(NAME).,so a pc)
PC_EDIT := sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' \
	-e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@VERSION@|$(VERSION)|'

# lib$(NAME)-address.a and lib$(NAME)-thread.a.
SANITIZERS := address thread
SANITIZED := $(SANITIZERS:%=$(LIB)/lib$(NAME)-%.a)
SANITIZE_address := -fsanitize=address,undefined -fno-sanitize-recover=all
SANITIZE_thread := -fsanitize=thread

.PHONY: all examples sanitized install clean
all: $(MADE) examples

$(OBJ)/%.o: src/%.c $(MAKEFILES) | $(OBJ)
	$(CC) $(BASE_CFLAGS) -fPIC -fvisibility=hidden $(CFLAGS) -c -o $@ $<

$(LIB)/$(SONAME): $(OBJECTS) $(BORROWED) lib$(NAME).map | $(LIB)
	$(CC) -shared $(CFLAGS) -Wl,-soname,$(SONAME) -Wl,-z,defs \
		-Wl,--version-script=lib$(NAME).map $(LDFLAGS) -o $@ \
		$(OBJECTS) $(BORROWED) $(LIBS)

$(LIB)/lib$(NAME).so: $(LIB)/$(SONAME)
	ln -sf $(SONAME) $@

# Made anew, so that an object whose source is gone does not linger in it.
$(LIB)/lib$(NAME).a: $(OBJECTS) | $(LIB)
	rm -f $@
	$(AR) rcs $@ $^

sanitized: $(SANITIZED)

define sanitized_rules
$(OBJ)-$(1)/%.o: src/%.c $(MAKEFILES) | $(OBJ)-$(1)
	$$(CC) $$(BASE_CFLAGS) $$(CFLAGS) $$(SANITIZE_$(1)) -c -o $$@ $$<

$(LIB)/lib$(NAME)-$(1).a: $(OBJECTS:$(OBJ)/%=$(OBJ)-$(1)/%) | $(LIB)
	rm -f $$@
	$$(AR) rcs $$@ $$^

$(OBJ)-$(1):
	mkdir -p $$@
endef
$(foreach s,$(SANITIZERS),$(eval $(call sanitized_rules,$(s))))

$(LIB)/lib$(NAME).pc: lib$(NAME).pc.in $(TOP)/libuser/version.mk \
		$(MAKEFILES) | $(LIB)
	$(PC_EDIT) $< > $@

$(LIB) $(OBJ):
	mkdir -p $@

install: all
	install -d $(DESTDIR)$(INCLUDEDIR)/kpipe $(DESTDIR)$(LIBDIR)/pkgconfig
	install -m 644 include/kpipe/*.h $(DESTDIR)$(INCLUDEDIR)/kpipe/
	install -m 755 $(LIB)/$(SONAME) $(DESTDIR)$(LIBDIR)/
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/lib$(NAME).so
	install -m 644 $(LIB)/lib$(NAME).a $(DESTDIR)$(LIBDIR)/
	$(PC_EDIT) lib$(NAME).pc.in > \
		$(DESTDIR)$(LIBDIR)/pkgconfig/lib$(NAME).pc

clean:
	rm -rf $(OBJ) $(SANITIZERS:%=$(OBJ)-%)
	rm -f $(SANITIZED) $(MADE) $(LIB)/$(SONAME) $(EXAMPLES)

-include $(wildcard $(OBJ)/*.d $(OBJ)-*/*.d)
