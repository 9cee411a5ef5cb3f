# More slots: the pipe stands still while its ring is exchanged.
#
# 0xc008bc04 is KPIPE_IOC_SET_SIZE.
kpipe-guest mkdir -p /tmp/resize && mount -t kpipe none /tmp/resize && mkfifo /tmp/resize/f && exec 3<>/tmp/resize/f && echo hello >&3 && python3 -c "import fcntl, struct; fcntl.ioctl(3, 0xc008bc04, struct.pack('Q', 16384))"
break kpipe_resize
continue
backtrace
kpipe-ring
finish
kpipe-ring
