# Possum's build. `make help` lists the targets.
#
# Everything is made below build/, once per variant: build/release is what is installed,
# build/sanitized is the same program with the address and undefined-behaviour sanitizers, and
# build/fuzz is for libFuzzer, which is clang's.
# CC, CFLAGS, LDFLAGS, PREFIX and DESTDIR may be set as usual; V=1 shows the commands.

VERSION := 0.1.0

PREFIX  ?= /usr/local
CFLAGS  ?= -O2 -g
WERROR  ?= -Werror
DESTDIR ?=

variants := release sanitized
build    := build

language := -std=c11
override CPPFLAGS += -D_POSIX_C_SOURCE=200809L -DPOSSUM_VERSION='"$(VERSION)"' -Isrc
warnings := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes \
            -Wformat=2 -Wundef $(WERROR)
LDLIBS   := -lcsv -lcurl -ljson-c -lutf8proc -lnettle -lsodium -larchive -linih -lsqlite3 -pthread

sanitizers      := -fsanitize=address,undefined -fno-sanitize-recover=all
flags_release   := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 $(CFLAGS)
flags_sanitized := -U_FORTIFY_SOURCE -O1 -g -fno-omit-frame-pointer $(sanitizers)
flags_fuzz      := $(flags_sanitized) -fsanitize=fuzzer-no-link
link_release    := $(CFLAGS)
link_sanitized  := $(sanitizers)
link_fuzz       := $(sanitizers) -fsanitize=fuzzer
compiler_release   := $(CC)
compiler_sanitized := $(CC)
compiler_fuzz      := clang

# Debian's names of what each step needs beyond a C compiler and make.
build_packages := libcsv-dev libcurl4-openssl-dev libjson-c-dev libutf8proc-dev nettle-dev \
                  libsodium-dev libarchive-dev libinih-dev libsqlite3-dev
check_packages := $(build_packages) libcmocka-dev libmicrohttpd-dev bats python3-jsonschema
fuzz_packages  := $(build_packages) clang libclang-rt-14-dev
lint_packages  := $(build_packages) libcmocka-dev libmicrohttpd-dev clang-format \
                  clang-tidy cppcheck shellcheck mandoc codespell

sources    := $(sort $(wildcard src/*/*.c))
unit_tests := $(sort $(wildcard tests/unit/test_*.c))
crm_files  := $(sort $(wildcard tests/crm/*.[ch]))
c_files    := $(sort $(wildcard src/*.[ch] src/*/*.[ch] tests/*/*.[ch]))
manuals    := $(sort $(wildcard man/*.[15]))
samples    := samples/mapping.csv samples/clickpos-export.csv samples/suitecrm-contacts.csv \
              samples/suitecrm-accounts.csv samples/possum.conf samples/possum-pull.service \
              samples/possum-pull.timer samples/possum-pull.cron

# All the processors; a make that another one called shares with that one.
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += --jobs=$(shell nproc 2>/dev/null || echo 2)
endif
MAKEFLAGS += --no-print-directory --no-builtin-rules
ifeq ($(V),)
Q := @
endif
.DELETE_ON_ERROR:
.SUFFIXES:

.PHONY: all
all: $(build)/release/possum ## build the program (build/release/possum); the default

quote = '$(subst ','\'',$(1))'

# Writes its second argument to the target, but only if that changes it: whatever depends on the
# target is then made anew when a flag, or the list of sources, has changed.
write_changed = mkdir -p $(@D); printf '%s\n' $(call quote,$(1)) >$@.new; \
                if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

# How a variant ($(1)) is made.
define variant_rules
objects_$(1)  := $$(sources:src/%.c=$(build)/$(1)/objects/%.o) \
                 $(build)/$(1)/objects/generated/default_mapping.o
tests_$(1)    := $$(unit_tests:tests/unit/%.c=$(build)/$(1)/tests/%)
compile_$(1)  := $$(compiler_$(1)) $$(language) $$(CPPFLAGS) $$(flags_$(1)) $$(warnings)

$(build)/$(1)/flags: always
	@$$(call write_changed,$$(compile_$(1)) $$(LDFLAGS) $$(LDLIBS))

$(build)/$(1)/members: always
	@$$(call write_changed,$$(objects_$(1)))

$(build)/$(1)/objects/%.o: src/%.c $(build)/$(1)/flags
	@mkdir -p $$(@D)
	@echo "$(1): compile $$<"
	$$(Q)$$(compile_$(1)) -MMD -MP -c $$< -o $$@

$(build)/$(1)/generated/default_mapping.c: samples/mapping.csv
	@mkdir -p $$(@D)
	@echo "$(1): embed $$<"
	$$(Q){ echo '#include "customer/mapping.h"'; \
	  echo 'const unsigned char default_mapping[] = {'; \
	  od -A n -v -t u1 $$< | sed 's/[0-9][0-9]*/&,/g'; \
	  echo '};'; \
	  echo 'const size_t default_mapping_size = sizeof default_mapping;'; } >$$@

$(build)/$(1)/objects/generated/%.o: $(build)/$(1)/generated/%.c $(build)/$(1)/flags
	@mkdir -p $$(@D)
	@echo "$(1): compile $$<"
	$$(Q)$$(compile_$(1)) -MMD -MP -c $$< -o $$@

$(build)/$(1)/libpossum.a: $$(objects_$(1)) $(build)/$(1)/members
	@echo "$(1): archive $$@"
	$$(Q)rm -f $$@ && $$(AR) rcs $$@ $$(objects_$(1))

$(build)/$(1)/possum: $(build)/$(1)/objects/main.o $(build)/$(1)/libpossum.a
	@echo "$(1): link $$@"
	$$(Q)$$(compiler_$(1)) $$(link_$(1)) $$(LDFLAGS) $$^ $$(LDLIBS) -o $$@

$(build)/$(1)/tests/test_http_%: further_libraries := -lmicrohttpd
$(build)/$(1)/tests/%: tests/unit/%.c $(build)/$(1)/libpossum.a $(build)/$(1)/flags
	@mkdir -p $$(@D)
	@echo "$(1): compile and link $$<"
	$$(Q)$$(compile_$(1)) -MMD -MP $$(link_$(1)) $$(LDFLAGS) $$< $(build)/$(1)/libpossum.a \
	  $$(LDLIBS) -lcmocka $$(further_libraries) -o $$@

# The CRM that the tests of the command line talk to.
$(build)/$(1)/crm: $(crm_files) $(build)/$(1)/libpossum.a $(build)/$(1)/flags
	@echo "$(1): compile and link $$@"
	$$(Q)$$(compile_$(1)) $$(link_$(1)) $$(LDFLAGS) $$(filter %.c,$$^) $(build)/$(1)/libpossum.a \
	  $$(LDLIBS) -lmicrohttpd -o $$@

# What ends the program at a commit of its journal, for the tests of push.
$(build)/$(1)/stop_at_commit.so: tests/push/stop_at_commit.c $(build)/$(1)/flags
	@echo "$(1): compile and link $$@"
	$$(Q)$$(CC) $$(language) $$(CPPFLAGS) $$(CFLAGS) $$(warnings) -fPIC -shared $$< -o $$@

-include $$(objects_$(1):.o=.d) $(build)/$(1)/objects/main.d $$(tests_$(1):=.d)
endef
$(foreach variant,$(variants) fuzz,$(eval $(call variant_rules,$(variant))))

.PHONY: always
always:

programs := $(variants:%=$(build)/%/possum)
crms     := $(variants:%=$(build)/%/crm)
stops    := $(variants:%=$(build)/%/stop_at_commit.so)
units    := $(foreach variant,$(variants),$(tests_$(variant)))

# The steps that install packages call make again, since nothing may be compiled before that.

.PHONY: demo
demo: ## build and convert the sample export to build/demo
	@tests/install-packages $(build_packages)
	@$(MAKE) all
	@tests/demo $(build)/release/possum $(build)/demo

.PHONY: check
check: ## install what the tests lack and run all tests in both variants
	@tests/install-packages $(check_packages)
	@$(MAKE) $(programs) $(crms) $(stops) $(units)
	@tests/run "unit cli" $(variants:%=$(build)/%)

.PHONY: check-unit
check-unit: $(units) $(crms) ## run the unit tests in both variants
	@tests/run unit $(variants:%=$(build)/%)

.PHONY: check-cli
check-cli: $(programs) $(crms) $(stops) ## run the tests of the command line in both variants
	@tests/run cli $(variants:%=$(build)/%)

.PHONY: check-crash
check-crash: $(build)/release/possum $(build)/release/crm $(build)/release/stop_at_commit.so ## stop a push wherever it can be stopped, and go on (20 minutes)
	@tests/push/run $(build)/release

.PHONY: check-loop
check-loop: $(build)/release/possum $(build)/release/crm ## play random interleavings of what happens on both sides (7 minutes)
	@tests/loop/run $(build)/release

.PHONY: lint
lint: ## check format, code, scripts, manuals and spelling
	@tests/install-packages $(lint_packages)
	@tests/lint $(language) $(CPPFLAGS)

.PHONY: format
format: ## format the C files with clang-format
	$(Q)clang-format -i $(c_files)

fuzz_targets := $(patsubst tests/fuzz/%.c,$(build)/fuzz/%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))

$(build)/fuzz/fuzz_%: tests/fuzz/fuzz_%.c $(build)/fuzz/libpossum.a $(build)/fuzz/flags
	@echo "fuzz: compile and link $<"
	$(Q)$(compile_fuzz) -MMD -MP $(link_fuzz) $(LDFLAGS) $< $(build)/fuzz/libpossum.a $(LDLIBS) -o $@

-include $(fuzz_targets:=.d)

.PHONY: fuzz
fuzz: ## feed the fuzz targets for FUZZ_SECONDS each (20)
	@tests/install-packages $(fuzz_packages)
	@$(MAKE) $(fuzz_targets)
	@tests/fuzz/run $(build)/fuzz $(fuzz_targets)

.PHONY: bench
bench: $(build)/release/possum $(build)/release/crm ## measure the release build
	@POSSUM=$(CURDIR)/$(build)/release/possum CRM=$(CURDIR)/$(build)/release/crm \
	  LIBRARY=$(CURDIR)/$(build)/release/libpossum.a LIBRARIES=$(call quote,$(LDLIBS)) \
	  BUILD=$(CURDIR)/$(build)/bench \
	  CC=$(call quote,$(CC)) CFLAGS=$(call quote,$(language) $(CFLAGS) $(warnings)) tests/bench/run

.PHONY: regen
regen: $(build)/release/possum ## write the expected outputs in tests/golden anew
	@tests/regen $(build)/release/possum

.PHONY: install
install: $(build)/release/possum ## install program, manuals and samples below $(DESTDIR)$(PREFIX)
	$(Q)install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/possum
	$(Q)install -m 755 $< $(DESTDIR)$(PREFIX)/bin/possum
	$(Q)install -m 644 $(samples) $(DESTDIR)$(PREFIX)/share/possum
	$(Q)$(foreach manual,$(manuals),install -D -m 644 $(manual) $(call manual_place,$(manual)) &&) true

.PHONY: uninstall
uninstall: ## remove what install has put there
	$(Q)rm -f $(DESTDIR)$(PREFIX)/bin/possum $(foreach manual,$(manuals),$(call manual_place,$(manual)))
	$(Q)rm -f $(samples:samples/%=$(DESTDIR)$(PREFIX)/share/possum/%)
	$(Q)rmdir $(DESTDIR)$(PREFIX)/share/possum 2>/dev/null || true

manual_place = $(DESTDIR)$(PREFIX)/share/man/man$(patsubst .%,%,$(suffix $(1)))/$(notdir $(1))

.PHONY: clean
clean: ## remove build/
	$(Q)rm -rf $(build)

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' $(firstword $(MAKEFILE_LIST)) | \
	  awk -F '\t' '{ printf "%-12s %s\n", $$1, $$2 }'
