# A reader finds nothing, and goes to sleep.
kpipe-guest mkdir -p /tmp/read && mount -t kpipe none /tmp/read && mkfifo /tmp/read/f && exec 3<>/tmp/read/f && wc <&3
echo \n# wc is about to sleep.\n
tbreak kpipe_wait if $_streq($kpipe_task(), "wc")
continue

echo \n# Another reader, head, comes.\n
kpipe-guest head -c 5 </tmp/read/f
break kpipe_read if $_streq($kpipe_task(), "head")
continue

echo \n# Where head comes from: a system call of a program.\n
backtrace

echo \n# The ring is empty.\n
kpipe-ring

echo \n# wc sleeps; head will, too.\n
kpipe-sleepers

echo \n# Who has the pipe open.\n
kpipe-owners

echo \n# Where wc sleeps.\n
kpipe-in wc backtrace

echo \n# Go on with: next, step, finish, help kpipe-ring, kpipe-list.\n
