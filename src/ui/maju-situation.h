/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "maju-call.h"
#include "maju-media-words.h"

G_BEGIN_DECLS

/* One device as it is. */
typedef struct
{
  gboolean wanted;              /* the person has it on */
  MajuCaptureState state;
  const GError *error;
} MajuDeviceSituation;

/* One other person. */
typedef struct
{
  const char *name;
  MajuParticipantState state;
  const GError *error;
  MajuTrust trust;
  double gain;                  /* how loud they are played here, 1: as is */
  MajuQualityFigures quality;
} MajuPersonSituation;

/**
 * MajuSituation:
 *
 * Everything by which Maju tells what is wrong: plain states, so that each can
 * be made up in a test. Words and errors in it are borrowed.
 */
typedef struct
{
  gboolean network;             /* there is any but the loopback */
  gboolean relay_only;
  gboolean awake;               /* the computer is kept from falling asleep */
  gboolean share_portal;        /* the desktop offers screen sharing */
  double load;                  /* of all processors, 0 to 1; negative: not known */

  gboolean devices_ready;       /* the first listing is complete */
  gboolean devices_available;   /* PipeWire answers, or a way round it */
  guint n_cameras;
  guint n_kernel_cameras;       /* that the system has, listed or not */
  gboolean cameras_by_portal;   /* which lists none before it is allowed */
  MajuDeviceSituation camera;
  MajuDeviceSituation microphone;
  MajuDeviceSituation speaker;
  gboolean muted;
  gboolean speaking;            /* into the microphone, muted or not */
  gint64 silence_us;            /* since anything at all came from it */
  gboolean echo_cancellation;

  gboolean in_call;
  MajuCallState call_state;
  const GError *call_error;
  gboolean link_local;          /* only this computer can open the link */
  GArray *people;               /* (element-type MajuPersonSituation) */
} MajuSituation;

/**
 * MajuStep:
 *
 * What a button can do about something.
 */
typedef enum
{
  MAJU_STEP_NONE,
  MAJU_STEP_RETRY_DEVICE,       /* of `kind` */
  MAJU_STEP_DEVICE_SETTINGS,    /* the system's, of `kind` */
  MAJU_STEP_UNMUTE,
  MAJU_STEP_CAMERA_OFF,
  MAJU_STEP_RETRY_PERSON,       /* `person` */
  MAJU_STEP_RESTORE_VOLUME,     /* of `person` */
  MAJU_STEP_SHOW_PEOPLE,
  MAJU_STEP_PREFERENCES,
} MajuStep;

/* Something that is wrong, or may be. */
typedef struct
{
  const char *id;               /* for tests and reports */
  gboolean serious;             /* it keeps people from hearing or seeing */
  char *title;                  /* what happens to the person */
  char *text;                   /* why, and what to do */
  MajuStep step;
  MajuDeviceKind kind;
  int person;                   /* in MajuSituation.people; -1: nobody */
} MajuTrouble;

void       maju_trouble_free (MajuTrouble *self);

/* The rules: nothing but @situation decides.
 *
 * Returns: (transfer full): of MajuTrouble, the serious first. */
GPtrArray *maju_situation_find_troubles (const MajuSituation *situation)
G_GNUC_WARN_UNUSED_RESULT;

/* The button's words; %NULL: there is none. */
const char *maju_step_get_label (MajuStep step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MajuTrouble, maju_trouble_free)

G_END_DECLS
