# A page of a file goes into the pipe as it is: nothing is copied, and nobody
# may write to it.
kpipe-guest mkdir -p /tmp/splice && mount -t kpipe none /tmp/splice && mkfifo /tmp/splice/f && exec 3<>/tmp/splice/f && python3 -c "import os; r, w = os.pipe(); os.splice(os.open('/etc/passwd', 0), w, 100); os.splice(r, 3, 100)"
break kpipe_splice_write
continue
backtrace
finish
kpipe-ring
