#!/bin/bash
# SPDX-License-Identifier: GPL-2.0-only
#
# perl opens pipes to and from children, selects on them, and handles SIGPIPE.

# The functions below are called by name.
# shellcheck disable=SC2317

# shellcheck source=selftests/kpipe_test.sh
. "$(dirname "$0")/kpipe_test.sh"
# shellcheck source=selftests/programs.sh
. "$(dirname "$0")/programs.sh"
need_module
need_program perl

cat >"$work/use.pl" <<'PERL'
use strict;
use warnings;
use IO::Handle;
use IO::Select;
use IPC::Open3;
use POSIX ();

# A list of words, so that no shell is in between.
open(my $from, '-|', 'seq', 100000) or die;
my $sum = 0;
$sum += $_ while <$from>;
close($from) or die;
print "sum $sum\n";

open(my $to, '|-', 'cksum') or die;
print $to "x" x 1000, "\n" for 1 .. 300;
close($to) or die;

# A process that talks back, on three pipes.
my $pid = open3(my $in, my $out, undef, 'tr', 'a-z', 'A-Z');
print $in "line $_\n" for 1 .. 3;
close($in);
print <$out>;
waitpid($pid, 0);
print "status $?\n";

# Four children, whose lines come through one select loop.
my ($select, %lines) = (IO::Select->new);
for my $child (1 .. 4) {
	pipe(my $read, my $write) or die;
	if (!fork) {
		close($read);
		$write->autoflush(1);
		for (1 .. 200) {
			print $write "$child ", "y" x (37 * $_ % 900), "\n";
		}
		POSIX::_exit(0);
	}
	close($write);
	$select->add($read);
}
while ($select->count) {
	for my $ready ($select->can_read) {
		my $got = sysread($ready, my $text, 5000);
		die unless defined $got;
		if (!$got) {
			$select->remove($ready);
			close($ready);
		}
		$lines{$1 // ''}++ while $text =~ /(\d) y*$/mg;
		$lines{bytes} += length($text);
	}
}
1 while wait > 0;
print "bytes $lines{bytes}\n";

# No reader, no room, nothing to read.
pipe(my $read, my $write) or die;
$_->blocking(0) for $read, $write;
print "read: ", defined sysread($read, my $none, 1) ? 'data' : $!, "\n";
my $room = 0;
while (my $n = syswrite($write, 'z' x 4096)) { $room += $n; }
print "room $room, then: $!\n";
my $got = 0;
$got += sysread($read, my $text, 10000) while $got < $room;
print "got $got\n";
close($read);
local $SIG{PIPE} = sub { print "SIGPIPE\n" };
print "write: ", defined syswrite($write, 'z') ? 'data' : $!, "\n";
PERL

own_pipes() {
	perl "$work/use.pl"
}

export work
both 'pipes of its own' preloaded 1200000 own_pipes
says 'all came' '^sum 5000050000$' "$(cat "$work/out.kpipe")"
finish
