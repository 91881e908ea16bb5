#include "base/ahead.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/big.h"
#include "base/must.h"

struct ahead {
	void (*work)(void *job);
	struct big room; /* of this itself */
	pthread_t thread;
	bool has_thread, ended;
	void *job; /* NULL: none is at work */
	pthread_mutex_t lock;
	pthread_cond_t changed;
};

static void *run(void *state)
{
	struct ahead *a = state;
	pthread_mutex_lock(&a->lock);
	while (!a->ended) {
		if (!a->job) {
			pthread_cond_wait(&a->changed, &a->lock);
			continue;
		}
		void *job = a->job;
		pthread_mutex_unlock(&a->lock);
		a->work(job);
		pthread_mutex_lock(&a->lock);
		a->job = NULL;
		pthread_cond_broadcast(&a->changed);
	}
	pthread_mutex_unlock(&a->lock);
	return NULL;
}

struct ahead *ahead_start(void (*work)(void *job))
{
	struct big room = { NULL, 0 };
	big_grow(&room, sizeof(struct ahead));
	struct ahead *a = room.p;
	a->work = work;
	a->room = room;
	must(pthread_mutex_init(&a->lock, NULL) == 0);
	must(pthread_cond_init(&a->changed, NULL) == 0);
	a->has_thread = pthread_create(&a->thread, NULL, run, a) == 0;
	return a;
}

void ahead_give(struct ahead *a, void *job)
{
	if (!a->has_thread) {
		a->work(job);
		return;
	}
	ahead_wait(a);
	pthread_mutex_lock(&a->lock);
	a->job = job;
	pthread_cond_broadcast(&a->changed);
	pthread_mutex_unlock(&a->lock);
}

void ahead_wait(struct ahead *a)
{
	if (!a->has_thread)
		return;
	pthread_mutex_lock(&a->lock);
	while (a->job)
		pthread_cond_wait(&a->changed, &a->lock);
	pthread_mutex_unlock(&a->lock);
}

void ahead_stop(struct ahead **pa)
{
	struct ahead *a = *pa;
	if (!a)
		return;
	if (a->has_thread) {
		ahead_wait(a);
		pthread_mutex_lock(&a->lock);
		a->ended = true;
		pthread_cond_broadcast(&a->changed);
		pthread_mutex_unlock(&a->lock);
		pthread_join(a->thread, NULL);
	}
	pthread_cond_destroy(&a->changed);
	pthread_mutex_destroy(&a->lock);
	struct big room = a->room;
	big_free(&room);
	*pa = NULL;
}
