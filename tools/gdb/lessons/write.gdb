# The first byte, and the second one, which goes into the same page.
kpipe-guest mkdir -p /tmp/write && mount -t kpipe none /tmp/write && mkfifo /tmp/write/f && exec 3<>/tmp/write/f && printf 'hello ' >&3 && printf world >&3 && read -r -N 11 line <&3 && echo "$line"
tbreak kpipe_write
continue

# The pipe is empty, so the bytes get a page of their own: kpipe_open_slot puts
# it into the ring, and kpipe_publish lets readers see it.
break kpipe_open_slot
continue
backtrace
print buf
tbreak kpipe_publish
continue
print bytes
finish
finish
kpipe-ring

# The second write finds a page with room in it.
break kpipe_write_merge
continue
finish
kpipe-ring
print *$kpipe()
print $kpipe()->wait

# The reader takes both at once.
break kpipe_consume
continue
backtrace
kpipe-ring
finish
kpipe-ring
