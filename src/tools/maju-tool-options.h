/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What the command line says; see data/maju-peer.1. */
typedef struct
{
  char *server;                 /* --new */
  char *link;                   /* --join; read from standard input for "-" */
  char *name;
  char *camera;                 /* %NULL: the default */
  char *microphone;
  char *screen;                 /* %NULL: nothing is shared */
  gboolean screen_sound;
  char **chat;
  char **send_files;            /* paths */
  char *save_files;             /* a folder; %NULL: nothing is taken */
  double duration;              /* seconds; 0: until a signal */
  double mute_after;            /* seconds; 0: never */
  int expect_peers;
  gboolean admit_unverified;
  char *owner;                  /* --owner: a file; then the secret in it */
  gboolean silent;
  gboolean lock;
  char **admit;                 /* names of who knocks */
  char **remove;                /* names */
  gboolean relay_only;
  char *video_codec;            /* "vp8" or "h264"; then the one below */
  gboolean h264_first;
  char *ports;                  /* FIRST-LAST; then the two below */
  guint16 first_port;           /* 0: any */
  guint16 last_port;
  char *report;                 /* a path, or "-" */
  char *record;                 /* a folder */
  gboolean version;
} MajuToolOptions;

#define MAJU_TOOL_DEVICE_NONE "none"

gboolean maju_tool_options_parse (MajuToolOptions *self,
                                  int             *argc,
                                  char          ***argv,
                                  GError         **error);
void     maju_tool_options_clear (MajuToolOptions *self);

G_END_DECLS
