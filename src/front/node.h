#ifndef ASSAY_FRONT_NODE_H
#define ASSAY_FRONT_NODE_H

#include <sys/types.h>

#include "front/options.h"

/* Blocks out of a node, by the program assay-node, which alone has the network. */
struct node {
	pid_t pid;
	int fd;		  /* its lines come here */
	const char *name; /* of the source: "http://127.0.0.1:8545/ 0-latest" */
};

/* Starts it with --rpc, --node, --blocks; `name` lives as long as `a`. 0 or -errno. */
int node_start(
	struct arena *a, const struct options *o, struct node *n_r, struct err *err_r);
/* Waits for its end: 0, or the exit status of a failure, of which it has said why. */
int node_wait(struct node *n);

#endif
