/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-response.h"

G_BEGIN_DECLS

/**
 * MajuWeb:
 *
 * The page of the browser guests: `/r/ROOM` is index.html of the folder web,
 * `/web/NAME` each other file of it. At another path below `/r/` the same page
 * says that the link is wrong, with 404. They are in the program, nothing is read
 * from a disk. It is the same page for every room; the key never gets here.
 * Who takes gzip (RFC 9110 section 8.4.1.3) gets them packed.
 */
typedef struct _MajuWeb MajuWeb;

MajuWeb *maju_web_new    (void)
                          G_GNUC_WARN_UNUSED_RESULT;
void     maju_web_free   (MajuWeb           *self);

/* Fills in @response, which is empty, when the path is one of these; what it
 * points to lives as long as @self.
 *
 * Returns: whether it is */
gboolean maju_web_answer (MajuWeb           *self,
                          const MajuRequest *request,
                          MajuResponse      *response);

/* Whether @path is that of a room's page. */
gboolean maju_web_is_page (const char       *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuWeb, maju_web_free)

G_END_DECLS
