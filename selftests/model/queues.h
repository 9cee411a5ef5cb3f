/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * The kernel's wait queues as far as kmod/wait.c uses them, for wake.pml and
 * eof.pml: exclusive sleepers, first come first served. Give NPROC, and in
 * each process a scratch x.
 */
bool up[NPROC];

/* wake_up_interruptible(), if there is anybody. Who is woken sees what was
 * stored before; READY says that memory has all of it.
 */
#define WAKE_ONE(queue, ready)	d_step { nempty(queue) && ready -> \
					queue?x; up[x] = true; x = 0 }

/* kpipe_wait(): kpipe_spin() looks first, or it does not; then who waits is in
 * the queue. prepare_to_wait_event() has a full barrier.
 */
inline wait(queue, over, ready)
{
	do
	:: over -> break
	:: d_step { ready -> queue!_pid; up[_pid] = false };
	   do
	   :: atomic { over -> if :: !up[_pid] -> queue??eval(_pid)
				  :: up[_pid] fi; up[_pid] = false; break }
	   :: else ->
end_asleep:	atomic { up[_pid] -> up[_pid] = false };
		d_step { ready -> queue!_pid; up[_pid] = false }
	   od;
	   break
	od
}
