# A full pipe: the writer sleeps until a slot, not a byte, is free.
kpipe-guest mkdir -p /tmp/full && mount -t kpipe none /tmp/full && mkfifo /tmp/full/f && exec 3<>/tmp/full/f && dd if=/dev/zero of=/tmp/full/f bs=128k count=1 status=none
break kpipe_wait if site == KPIPE_WRITE_FULL
continue
backtrace
kpipe-ring

# A hundred bytes of the first page free nothing: kpipe_wake is not called. The
# reader that drains the page calls it.
kpipe-guest head -c 100 /tmp/full/f >/dev/null; head -c 4000 /tmp/full/f >/dev/null; pkill -KILL -x dd
break kpipe_wake if site == KPIPE_WRITE_FULL
continue
backtrace
kpipe-sleepers
kpipe-ring
kpipe-in dd backtrace

# It has written half of its bytes, and keeps count of them in a register.
kpipe-in dd frame apply all -q -s print done
