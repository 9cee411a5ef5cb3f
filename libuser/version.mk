# SPDX-License-Identifier: GPL-2.0-only
# The version of the library and the tools; the module states its own.
VERSION := 0.1
SOVERSION := 0
