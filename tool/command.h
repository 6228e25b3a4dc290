/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The commands. Each gets its own name as argv[0], and returns what the program
 * exits with.
 */
#ifndef COMMAND_H
#define COMMAND_H

struct command {
	const char *name;
	int (*run)(int argc, char **argv);
	const char *arguments;
	const char *summary;
};

/* Of the command `name`, or all of it if there is none such. */
void command_usage(const char *name);

/* After getopt_long has named a wrong option. Returns SAY_USAGE. */
int command_refuse(const char *name);

int status_run(int argc, char **argv);
int discover_run(int argc, char **argv);
int setup_run(int argc, char **argv);
int doctor_run(int argc, char **argv);
int up_run(int argc, char **argv);
int down_run(int argc, char **argv);
int reconnect_run(int argc, char **argv);
int metrics_run(int argc, char **argv);
int log_run(int argc, char **argv);
int graph_run(int argc, char **argv);
int trace_run(int argc, char **argv);

#endif
