/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TEST_TYPE_PROXY (test_proxy_get_type ())

/**
 * TestProxy:
 *
 * A TCP relay on a loopback port, to cut and to stop connections with.
 */
G_DECLARE_FINAL_TYPE (TestProxy, test_proxy, TEST, PROXY, GObject)

TestProxy *test_proxy_new           (guint      target_port)
                                     G_GNUC_WARN_UNUSED_RESULT;
guint      test_proxy_get_port      (TestProxy *self);

/* How many connections there have been. */
guint      test_proxy_get_n_taken   (TestProxy *self);

/* Whether there is a connection now and what is said gets through. */
gboolean   test_proxy_is_carrying   (TestProxy *self);
void       test_proxy_set_target    (TestProxy *self,
                                     guint      target_port);

/* Ends all connections without a word. */
void       test_proxy_cut           (TestProxy *self);

/* Lets nothing through, and does not say so. */
void       test_proxy_set_stopped   (TestProxy *self,
                                     gboolean   stopped);

/* Ends each connection after so many more bytes from the server; 0: never. */
void       test_proxy_set_cut_after (TestProxy *self,
                                     guint      n_bytes);

G_END_DECLS
