# The last writer goes: whoever sleeps is woken, and reads the end of the file.
kpipe-guest mkdir -p /tmp/close && mount -t kpipe none /tmp/close && mkfifo /tmp/close/f && { tail -f /dev/null >/tmp/close/f & wc </tmp/close/f; }
tbreak kpipe_wait if $_streq($kpipe_task(), "wc")
continue
kpipe-owners
kpipe-sleepers

# wc is asleep. The writer is killed, which closes its end.
kpipe-guest pkill -x tail
tbreak kpipe_wake_all
continue
backtrace
kpipe-sleepers
kpipe-owners

# wc looks again: no bytes, no writer. So the end of the file.
tbreak kpipe_read_slot if $_streq($kpipe_task(), "wc")
continue
backtrace
up
info locals
print pipe->writers
finish
