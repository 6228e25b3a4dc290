/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What reads the file of another program: a value that is good becomes an answer, and
 * one that is not is lost, with the line that it stands in. No I/O.
 */
#ifndef READER_H
#define READER_H

#include <stdbool.h>
#include <stddef.h>

#include "answers.h"
#include "import.h"

#define READER_LINE_SIZE 1024
#define READER_WORDS_MAX 48
#define READER_ONE_LINE "one line is set up at a time"

/* One line in words. */
struct reader_words {
	char items[READER_WORDS_MAX][ANSWERS_SIZE]; /* those that are not there are "" */
	size_t count;
};

struct reader {
	struct answers *a;
	struct import_lost *lost;
	unsigned int line;
	char name[ANSWERS_SIZE]; /* of VyOS's interface that is read; "": none yet */
};

/* An option, and the answer that it is. A table ends with { 0 }. */
struct reader_mapping {
	const char *name;
	enum answer which;
	const char *value; /* NULL: that of the option */
};

/* An option that is one of pppd's, by another name. A table ends with { 0 }. */
struct reader_renaming {
	const char *name, *option;
};

/* Notes that `what`, of the line that is read, could not be carried over. */
void reader_lose(struct reader *r, const char *what, const char *why);

/*
 * The last value counts, as for the programs whose files these are; of name servers
 * the addresses, wherever they stand. A wrong one is lost, and said.
 */
void reader_take(struct reader *r, const char *name, enum answer which, const char *value);
void reader_take_device(struct reader *r, const char *name, const char *device);

/* Both servers become one answer. */
void reader_add_server(struct reader *r, const char *name, const char *address);

/* As it is, but for the quotes that its value may need again. */
void reader_keep_option(struct reader *r, const char *name, const char *value);

/* As the table says; false: it does not know the name. */
bool reader_map(struct reader *r, const struct reader_mapping *table, const char *name,
		const char *value);
bool reader_keep_as(struct reader *r, const struct reader_renaming *table, const char *name,
		    const char *value);

void reader_split(struct reader_words *ret, const char *line);

/* Calls `read` for each line of the text that has a word. */
void reader_lines(struct reader *r, const char *text,
		  void (*read)(struct reader *r, const struct reader_words *w));

#endif
