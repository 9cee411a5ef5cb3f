/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * A channel through shared memory, whatever kind of memory it is: what lies in
 * a segment, how its two sides join, and the operations of struct kp_transport
 * that move messages.
 *
 * A segment is a header and a ring for each direction. One side, the maker,
 * made it; the other one, the guest, or several, came later. To its maker there
 * can be many lanes (shmmpsc.h), from its maker there is one.
 *
 * The thread that sends and the one that receives share nothing that changes:
 * each direction has its own mailbox, its own sockets and its own way to wait.
 */
#ifndef KPIPE_SHMCHAN_H
#define KPIPE_SHMCHAN_H

#include "owner.h"
#include "shmlink.h"
#include "shmmpsc.h"
#include "transport.h"

/* Of a ring, when nobody says otherwise; and of each of many lanes. */
#define SHM_CAPACITY ((size_t)256 << 10)
#define SHM_MAX_MESSAGE (SHM_CAPACITY / 2 - 8)

/* What a segment is for. */
struct shm_plan {
	uint64_t capacity;	/* of every ring */
	uint32_t lanes;		/* to the maker; 0: it does not receive */
	uint32_t back;		/* from the maker: 1 or 0 */
	uint32_t listens;	/* 1: no rings; guests bring their own memory */
};

/* At its beginning, in shared memory. */
struct shm_header {
	uint64_t magic;
	struct shm_plan plan;
	struct kp_owner maker;
	/* Mailboxes of the maker, by what it does with the ring. */
	struct shmlink_box in_box, out_box;
};

#define SHM_HEADER 512

/* One mapping. */
struct shm_memory {
	char *at;
	size_t bytes;
};

/* The direction in which a side receives. */
struct shm_in {
	struct shmmpsc ring;
	struct shmwait wait;
	struct shmlink_box key;		/* of the mailbox: a private copy */
	int box;			/* the mailbox, or -1 */
	int poll;			/* what poll(2) looks at */
	int sock[SHMMPSC_LANES];	/* -1: none */
};

/* The direction in which it sends. */
struct shm_out {
	struct shmring ring;
	struct shmwait wait;
	struct shmlink_box key;
	int box, poll, sock;
	bool ended;			/* nobody is there any more */
	int64_t looked;			/* when that was looked at */
	size_t reserved;		/* of a reservation that is under way */
	size_t wanted;			/* that there was no room for */
	struct shmmpsc_area *area;
};

/*
 * A kind of memory: the calls that the kinds do not have in common. All return
 * 0 or a negative errno value.
 */
struct shm_backend {
	const char *scheme;
	/* The one way to write an address, to be freed; NULL and errno. */
	char *(*address)(const char *written);
	/* 1 or 0. */
	int (*exists)(const char *address);
	/* New and zeroed; -EEXIST. */
	int (*create)(const char *address, size_t bytes,
		      const struct kp_request *request,
		      struct shm_memory *memory);
	int (*attach)(const char *address, struct shm_memory *memory);
	int (*remove)(const char *address);
	/* Without a name: what the letter says is enough to map it, too, as
	 * long as this mapping is there.
	 */
	int (*create_nameless)(size_t bytes, unsigned int flags,
			       struct shm_memory *memory,
			       struct shmlink_letter *letter);
	int (*attach_nameless)(const struct shmlink_letter *letter,
			       struct shm_memory *memory);
	void (*detach)(struct shm_memory *memory);
};

struct shm_channel {
	struct kp_channel base;
	const struct shm_backend *backend;
	struct shm_memory memory;
	char *address;		/* of the name to take away; NULL: none */
	struct shm_in in;
	struct shm_out out;
};

static inline struct shm_channel *shm_of(const struct kp_channel *channel)
{
	return (struct shm_channel *)channel;
}

/* The ring capacity for what options ask for, or -EMSGSIZE. */
int64_t kp_shm_capacity(const struct kp_options *options);
size_t kp_shm_bytes(const struct shm_plan *plan);

/* The maker writes the header, but for the mailboxes. */
int kp_shm_format(const struct shm_memory *memory, const struct shm_plan *plan);
/* A guest reads it, once: -EPROTO when this is no segment, or too short. */
int kp_shm_read_plan(const struct shm_memory *memory, struct shm_plan *plan);

/* Takes the pages now: -ENOSPC instead of SIGBUS later. */
int kp_shm_populate(void *at, size_t bytes);

/* The maker's way in, with mailboxes that guests will write to; shm->memory is
 * new and empty. On failure all is closed again.
 */
int kp_shm_make(struct shm_channel *shm, const struct shm_plan *plan,
		int64_t spin);
/* A guest's: takes its place and posts letters to the maker. -EBUSY: no place
 * is free; -ECONNREFUSED: the maker is not there any more.
 */
int kp_shm_visit(struct shm_channel *shm, const struct shm_plan *plan,
		 int64_t spin, int64_t deadline);
/* Either way in, for two sides that have the sockets already; -1: the side does
 * not go in that direction. Cannot fail.
 */
void kp_shm_join(struct shm_channel *shm, const struct shm_plan *plan,
		 bool maker, unsigned int lane, int in_sock, int out_sock,
		 int64_t spin);
/* Ends both directions, and closes all descriptors. */
void kp_shm_leave(struct shm_channel *shm);

/* The two areas of a segment that has them. */
struct shmmpsc_area *kp_shm_to_maker(const struct shm_memory *memory);
struct shmmpsc_area *kp_shm_from_maker(const struct shm_memory *memory,
				       const struct shm_plan *plan);

/* The ends, in shmends.c. Begun, they have no mailbox and no socket. */
void kp_shm_begin(struct shm_channel *shm);
void kp_shm_begin_in(struct shm_in *in, struct shmmpsc_area *area,
		     const struct shm_plan *plan, unsigned int lanes,
		     int64_t spin);
void kp_shm_begin_out(struct shm_out *out, struct shmmpsc_area *area,
		      const struct shm_plan *plan, unsigned int lane,
		      int64_t spin);
void kp_shm_add_writer(struct shm_in *in, unsigned int lane, int sock);
int kp_shm_watch(int poll, int fd);

/* What struct shmwait asks after a sleep: lets in who has come, and notices who
 * has gone. Of a reader: -EPIPE.
 */
int kp_shm_look_for_writers(void *in);
int kp_shm_look_for_reader(void *out);

struct shm_listener {
	struct kp_listener base;
	const struct shm_backend *backend;
	struct shm_memory memory;
	char *address;
	struct shmlink_box key;
	int box;
};

/* In shm.c, sysvshm.c, mmapfile.c. */
extern const struct shm_backend kp_shm_posix, kp_shm_sysv, kp_shm_file;

/* Names, in shmopen.c; the first two with the names locked. Is it there, and not
 * left over: 1, 0.
 */
int kp_shm_look(int names, const struct shm_backend *backend,
		const char *address);
int kp_shm_create(int names, const struct shm_backend *backend,
		  const char *address, size_t bytes,
		  const struct kp_request *request, struct shm_memory *memory);
/* If this process made it. Frees the address, which may be NULL. */
void kp_shm_take_name_away(const struct shm_backend *backend, char *address);
const struct shm_backend *
kp_shm_backend_of(const struct kp_transport *transport);

/* Operations of struct kp_transport. */
int kp_shm_open_named(struct kp_channel *channel,
		      const struct kp_request *request);
int kp_shm_open_pair(struct kp_channel *pair[2],
		     const struct kp_request *request);
int kp_shm_listen_at(struct kp_listener *listener,
		     const struct kp_request *request);
int kp_shm_accept(struct kp_listener *listener, struct kp_channel *channel,
		  int64_t deadline);
int kp_shm_listener_fd(const struct kp_listener *listener);
void kp_shm_unlisten(struct kp_listener *listener);
void kp_shm_close(struct kp_channel *channel);
ssize_t kp_shm_send(struct kp_channel *channel, const struct iovec *vector,
		    int count, size_t total, int64_t deadline);
ssize_t kp_shm_receive(struct kp_channel *channel, const struct iovec *vector,
		       int count, size_t total, int64_t deadline);
int kp_shm_reserve(struct kp_channel *channel, size_t size, void **data,
		   int64_t deadline);
int kp_shm_commit(struct kp_channel *channel, size_t size);
ssize_t kp_shm_peek(struct kp_channel *channel, const void **data,
		    int64_t deadline);
int kp_shm_consume(struct kp_channel *channel, size_t size);
int kp_shm_fd(const struct kp_channel *channel, unsigned int direction,
	      short *events);
int kp_shm_ready(struct kp_channel *channel, unsigned int want);
int kp_shm_shutdown(struct kp_channel *channel, unsigned int direction);

/* Memory of a descriptor, which can be closed afterwards. Attaching maps all of
 * it: what its header says is checked against that.
 */
int kp_shm_fd_create(int fd, size_t bytes, unsigned int flags,
		     struct shm_memory *memory);
int kp_shm_fd_attach(int fd, struct shm_memory *memory);
void kp_shm_fd_detach(struct shm_memory *memory);

/* What is the same for all kinds of memory. */
#define SHM_CAN (KP_CAN_PAIR | KP_CAN_DUPLEX | KP_CAN_HALF_CLOSE | \
		 KP_CAN_ZERO_COPY | KP_CAN_SAY_END)

#define SHM_FACTS				\
	.kind = KP_KIND_MESSAGE,		\
	.poll = KP_POLL_SOCKET,		\
	.senders = KP_MANY,			\
	.receivers = 1,				\
	.crash_receive = 0,			\
	.crash_send = -EPIPE,			\
	.max_message = SHM_MAX_MESSAGE

#define SHM_OPERATIONS				\
	.channel_size = sizeof(struct shm_channel),	\
	.listener_size = sizeof(struct shm_listener),	\
	.open = kp_shm_open_named,			\
	.pair = kp_shm_open_pair,			\
	.accept = kp_shm_accept,			\
	.listener_fd = kp_shm_listener_fd,		\
	.unlisten = kp_shm_unlisten,		\
	.close = kp_shm_close,			\
	.send = kp_shm_send,			\
	.receive = kp_shm_receive,			\
	.reserve = kp_shm_reserve,			\
	.commit = kp_shm_commit,			\
	.peek = kp_shm_peek,			\
	.consume = kp_shm_consume,			\
	.fd = kp_shm_fd,				\
	.ready = kp_shm_ready,			\
	.shutdown = kp_shm_shutdown

#endif /* KPIPE_SHMCHAN_H */
