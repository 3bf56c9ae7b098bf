/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The hidden files that what arrives is written to. Whoever writes to one has it
 * locked, so that what was left behind by a program that was killed can be told
 * from what another one is at work on. In any thread.
 */

/* Makes one of a new name in the folder @dir_fd, and locks it until it is
 * closed. Returns: its file descriptor, or -1 with errno. @out_name: (transfer
 * full). */
int  maju_file_part_create (int    dir_fd,
                            char **out_name);

/* Deletes those in the folder that nobody writes to. */
void maju_file_part_sweep (int dir_fd);

G_END_DECLS
