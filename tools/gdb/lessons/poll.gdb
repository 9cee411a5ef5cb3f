# Who polls sleeps too, but in the kernel's code; the pipe only knows whom to
# tell.
kpipe-guest mkdir -p /tmp/poll && mount -t kpipe none /tmp/poll && mkfifo /tmp/poll/f && exec 3<>/tmp/poll/f && python3 -c "import select, os; select.select([3], [], []); os.read(3, 100)"
break kpipe_poll
continue
backtrace

kpipe-guest echo hello >/tmp/poll/f
break kpipe_wake if site == KPIPE_READ_EMPTY
continue
kpipe-sleepers
print pipe->wait
kpipe-in python3 backtrace
