// SPDX-License-Identifier: GPL-2.0-or-later
#include "pppd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <linux/if.h>

#include "log.h"

/* In the child */
__attribute__((noreturn)) static void run(const struct options *opt, uint16_t sid,
					  const uint8_t mac[static ETH_ALEN], int last_options)
{
	const struct in_addr remote = { htonl(ntohl(opt->first_remote.s_addr) + sid -
					      opt->first_sid) };
	char nic[IFNAMSIZ + 4], attach[6 + TEXT_MAC_SIZE], addresses[2 * INET_ADDRSTRLEN];
	char local_text[INET_ADDRSTRLEN], remote_text[INET_ADDRSTRLEN];

	if (dup2(last_options, STDIN_FILENO) < 0 || !freopen("/dev/null", "w", stdout))
		_exit(1);
	inet_ntop(AF_INET, &opt->local, local_text, sizeof(local_text));
	inet_ntop(AF_INET, &remote, remote_text, sizeof(remote_text));
	snprintf(nic, sizeof(nic), "nic-%s", opt->iface);
	snprintf(attach, sizeof(attach), "%u:%s", sid, LOG_MAC(mac));
	snprintf(addresses, sizeof(addresses), "%s:%s", local_text, remote_text);
	execlp("pppd", "pppd", "plugin", opt->plugin, nic, "rp_pppoe_sess", attach, "nodetach",
	       "noaccomp", "nopcomp", "novj", "nodefaultroute", addresses, "file",
	       "/proc/self/fd/0", "file", opt->pppd_options, (char *)NULL);
	log_say("cannot run pppd: %s\n", strerror(errno));
	_exit(1);
}

void pppd_start(struct pppd *ret, const struct options *opt, const sigset_t *mask, uint16_t sid,
		const uint8_t mac[static ETH_ALEN])
{
	const pid_t parent = getpid();
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		log_die("pipe: %s", strerror(errno));
	ret->pid = fork();
	if (ret->pid < 0)
		log_die("fork: %s", strerror(errno));
	if (ret->pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(1);
		sigprocmask(SIG_SETMASK, mask, NULL);
		run(opt, sid, mac, ends[0]);
	}
	close(ends[0]);
	ret->go = ends[1];
}

void pppd_go(struct pppd *p, uint16_t mtu)
{
	dprintf(p->go, "mtu %u\nmru %u\n", mtu, mtu);
	pppd_close(p);
}

void pppd_close(struct pppd *p)
{
	if (p->go)
		close(p->go);
	p->go = 0;
}
