# SPDX-License-Identifier: GPL-2.0-only
"""What gdb is taught of kpipe; runs inside gdb, see kpipe.gdb in the build."""
