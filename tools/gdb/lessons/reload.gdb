# The module goes and comes again, to another place, as another module is in its
# old one. Breakpoints go with it.
kpipe-guest kpipe pipeline true wc; kpipe unload; modprobe loop; kpipe load "$KPIPE_KO" && kpipe pipeline true wc
break kpipe_read if $_streq($kpipe_task(), "wc")
continue
backtrace 1
set $before = (long)&kpipe_read

tbreak kpipe_exit
continue
backtrace 2
tbreak kpipe_init
continue
backtrace 2
info breakpoints
continue
backtrace 1
print (long)&kpipe_read == $before ? "the same place" : "another place"
