/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-call.h"

G_BEGIN_DECLS

#define MAJU_TYPE_TOOL_GUEST (maju_tool_guest_get_type ())
/**
 * MajuToolGuest:
 *
 * What was seen and heard of one participant, for the report; says on standard
 * error what happens, a line each, for whoever waits for it.
 */
G_DECLARE_FINAL_TYPE (MajuToolGuest, maju_tool_guest, MAJU, TOOL_GUEST, GObject)

/* What is kept beside the participant's own figures. */
typedef struct
{
  gboolean verified;            /* once, and never anything less */
  gboolean microphone_seen;     /* said at least once that it is on */
  gboolean camera_seen;
  gboolean muted_seen;          /* was on, then off */
  gboolean camera_off_seen;
  gboolean screen_seen;
  gboolean screen_off_seen;
  gboolean asked;               /* had no key: whether to let them in */
  gboolean admitted;
  gboolean lost;
  double level_dbfs;
  GPtrArray *chat;              /* of char *: what they wrote */
  MajuPeerPath path;            /* as last seen; no strings: never */
  char *error;                  /* (nullable): of the last attempt that failed */
  MajuQualityFigures quality;   /* as last measured */
} MajuToolSeen;

/* @folder: (nullable): where to record. @admit: the answer for who has no key. */
MajuToolGuest      *maju_tool_guest_new (MajuParticipant *participant,
                                         const char      *folder,
                                         gboolean         admit)
G_GNUC_WARN_UNUSED_RESULT;
MajuParticipant    *maju_tool_guest_get_participant (MajuToolGuest *self);
const MajuToolSeen *maju_tool_guest_get_seen (MajuToolGuest *self);
void                maju_tool_guest_add_chat (MajuToolGuest *self,
                                              const char    *text);
void                maju_tool_guest_gone (MajuToolGuest *self,
                                          gboolean       lost);

/* Looks at what has no signal: to be called a few times a second. */
void                maju_tool_guest_check (MajuToolGuest *self);

/* Verified, and what they said that they send arrived. */
gboolean            maju_tool_guest_is_complete (MajuToolGuest *self);
void                maju_tool_guest_close (MajuToolGuest *self);

/* What they call themselves; two can be called the same. */
const char         *maju_tool_name (MajuParticipant *participant);

/* A line on standard error. */
void                maju_tool_event (const char *what,
                                     const char *who);

G_END_DECLS
