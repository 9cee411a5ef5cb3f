# Who opens a FIFO waits until somebody opens it the other way.
kpipe-guest mkdir -p /tmp/open && mount -t kpipe none /tmp/open && mkfifo /tmp/open/f && wc /tmp/open/f
break kpipe_wait_peer
continue
backtrace
kpipe-owners

# The reader is asleep; a writer comes.
kpipe-guest echo hello >/tmp/open/f
break kpipe_open_write
continue
kpipe-sleepers
kpipe-in wc backtrace
break kpipe_wake_peer
continue
backtrace
print pipe->readers
print pipe->writers
