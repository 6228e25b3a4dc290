// SPDX-License-Identifier: GPL-2.0-or-later
/* Runs each file that is named in a process of its own: some targets keep a state to their end. */
#include "fuzz.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define SIZE_MOST (1 << 20) /* bytes */

static int replay(const char *path)
{
	static uint8_t data[SIZE_MOST];
	FILE *file = fopen(path, "re");

	if (!file) {
		perror(path);
		return 1;
	}
	LLVMFuzzerTestOneInput(data, fread(data, 1, sizeof(data), file));
	fclose(file);
	return 0;
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		const pid_t child = fork();
		int status;

		if (!child)
			return replay(argv[i]);
		waitpid(child, &status, 0);
		if (status) {
			printf("# %s: status %d\n", argv[i], status);
			return 1;
		}
	}
	return 0;
}
