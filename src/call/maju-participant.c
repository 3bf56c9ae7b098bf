/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-participant-private.h"

#include "maju-channel-message.h"
#include "maju-config.h"
#include "maju-gestures-private.h"
#include "maju-quality-private.h"
#include "maju-safety-private.h"

#include <glib/gi18n-lib.h>

struct _MajuParticipant
{
  GObject parent_instance;

  char *id;
  char *name;
  char *display_name;
  char *fingerprint;
  gboolean is_self;

  MajuParticipantState state;
  GError *error;
  MajuTrust trust;
  gboolean by_words;            /* VERIFIED because words were compared */
  gboolean microphone_on;
  gboolean camera_on;
  gboolean screen_on;
  gboolean speaking;
  double level;
  GObject *paintable;
  MajuGestures *gestures;
  MajuHearing *hearing;
  MajuSafety *safety;
  GObject *screen_paintable;

  MajuQuality *quality;
  MajuFigures *figures;
  MajuWishes *wishes;
};

G_DEFINE_FINAL_TYPE (MajuParticipant, maju_participant, G_TYPE_OBJECT)

enum
{
  PROP_ID = 1,
  PROP_IS_SELF,
  PROP_NAME,
  PROP_DISPLAY_NAME,
  PROP_STATE,
  PROP_ERROR,
  PROP_TRUST,
  PROP_MICROPHONE_ON,
  PROP_CAMERA_ON,
  PROP_SCREEN_ON,
  PROP_SPEAKING,
  PROP_LEVEL,
  PROP_PAINTABLE,
  PROP_SCREEN_PAINTABLE,
  PROP_QUALITY,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
maju_participant_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  MajuParticipant *self = MAJU_PARTICIPANT (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_IS_SELF:
      g_value_set_boolean (value, self->is_self);
      break;
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_DISPLAY_NAME:
      g_value_set_string (value, maju_participant_get_display_name (self));
      break;
    case PROP_STATE:
      g_value_set_enum (value, self->state);
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    case PROP_TRUST:
      g_value_set_enum (value, self->trust);
      break;
    case PROP_MICROPHONE_ON:
      g_value_set_boolean (value, self->microphone_on);
      break;
    case PROP_CAMERA_ON:
      g_value_set_boolean (value, self->camera_on);
      break;
    case PROP_SCREEN_ON:
      g_value_set_boolean (value, self->screen_on);
      break;
    case PROP_SPEAKING:
      g_value_set_boolean (value, self->speaking);
      break;
    case PROP_LEVEL:
      g_value_set_double (value, self->level);
      break;
    case PROP_PAINTABLE:
      g_value_set_object (value, self->paintable);
      break;
    case PROP_SCREEN_PAINTABLE:
      g_value_set_object (value, self->screen_paintable);
      break;
    case PROP_QUALITY:
      g_value_set_object (value, self->quality);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
maju_participant_dispose (GObject *object)
{
  MajuParticipant *self = MAJU_PARTICIPANT (object);

  maju_figures_detach (self->figures);
  g_clear_object (&self->paintable);
  g_clear_object (&self->gestures);
  g_clear_object (&self->hearing);
  g_clear_object (&self->safety);
  g_clear_object (&self->screen_paintable);

  G_OBJECT_CLASS (maju_participant_parent_class)->dispose (object);
}

static void
maju_participant_finalize (GObject *object)
{
  MajuParticipant *self = MAJU_PARTICIPANT (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->display_name);
  g_free (self->fingerprint);
  g_clear_error (&self->error);
  maju_figures_free (self->figures);
  g_object_unref (self->quality);
  g_object_unref (self->wishes);

  G_OBJECT_CLASS (maju_participant_parent_class)->finalize (object);
}

static GParamSpec *
boolean_spec (const char *name)
{
  return g_param_spec_boolean (name, NULL, NULL, FALSE,
                               G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                               G_PARAM_STATIC_STRINGS);
}

static GParamSpec *
string_spec (const char *name)
{
  return g_param_spec_string (name, NULL, NULL, NULL,
                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
                              G_PARAM_STATIC_STRINGS);
}

static void
maju_participant_class_init (MajuParticipantClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY |
    G_PARAM_STATIC_STRINGS;

  object_class->get_property = maju_participant_get_property;
  object_class->dispose = maju_participant_dispose;
  object_class->finalize = maju_participant_finalize;

  props[PROP_ID] = string_spec ("id");
  props[PROP_IS_SELF] = boolean_spec ("is-self");
  props[PROP_NAME] = string_spec ("name");
  props[PROP_DISPLAY_NAME] = string_spec ("display-name");
  props[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, MAJU_TYPE_PARTICIPANT_STATE,
                       MAJU_PARTICIPANT_STATE_CONNECTING, flags);
  props[PROP_ERROR] =
    g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, flags);
  props[PROP_TRUST] =
    g_param_spec_enum ("trust", NULL, NULL, MAJU_TYPE_TRUST,
                       MAJU_TRUST_UNKNOWN, flags);
  props[PROP_MICROPHONE_ON] = boolean_spec ("microphone-on");
  props[PROP_CAMERA_ON] = boolean_spec ("camera-on");
  props[PROP_SCREEN_ON] = boolean_spec ("screen-on");
  props[PROP_SPEAKING] = boolean_spec ("speaking");
  props[PROP_LEVEL] =
    g_param_spec_double ("level", NULL, NULL, MAJU_LEVEL_SILENCE, 0,
                         MAJU_LEVEL_SILENCE, flags);
  props[PROP_PAINTABLE] =
    g_param_spec_object ("paintable", NULL, NULL, G_TYPE_OBJECT, flags);
  props[PROP_SCREEN_PAINTABLE] =
    g_param_spec_object ("screen-paintable", NULL, NULL, G_TYPE_OBJECT, flags);
  props[PROP_QUALITY] =
    g_param_spec_object ("quality", NULL, NULL, MAJU_TYPE_QUALITY, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

/* What the link's key has proven needs no words, and loses nothing by them. */
static void
compared_cb (MajuSafety      *safety,
             GParamSpec      *pspec,
             MajuParticipant *self)
{
  gboolean compared = maju_safety_get_compared (safety);

  if (self->trust == (compared ? MAJU_TRUST_UNVERIFIED : MAJU_TRUST_VERIFIED) &&
      (compared || self->by_words))
    {
      self->by_words = compared;
      maju_participant_set_trust (self, compared ? MAJU_TRUST_VERIFIED
                                                 : MAJU_TRUST_UNVERIFIED);
    }
}

static void
maju_participant_init (MajuParticipant *self)
{
  g_autoptr(MajuClock) clock = maju_clock_new_system ();

  self->level = MAJU_LEVEL_SILENCE;
  self->gestures = maju_gestures_new (clock);
  self->hearing = maju_hearing_new ();
  self->safety = maju_safety_new ();
  g_signal_connect_object (self->safety, "notify::compared",
                           G_CALLBACK (compared_cb), self, 0);
  self->figures = maju_figures_new ();
  self->quality = maju_quality_new ();
  self->wishes = maju_wishes_new ();
}

MajuParticipant *
maju_participant_new (const char *id,
                      const char *name,
                      gboolean    is_self)
{
  MajuParticipant *self = g_object_new (MAJU_TYPE_PARTICIPANT, NULL);

  self->id = g_strdup (id);
  self->name = maju_clean_name (name ? name : "");
  self->is_self = is_self;

  return self;
}

const char *
maju_participant_get_id (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), NULL);

  return self->id;
}

void
maju_participant_set_id (MajuParticipant *self,
                         const char      *id)
{
  if (g_set_str (&self->id, id))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ID]);
}

gboolean
maju_participant_get_is_self (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), FALSE);

  return self->is_self;
}

const char *
maju_participant_get_name (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), NULL);

  return self->name;
}

void
maju_participant_set_name (MajuParticipant *self,
                           const char      *name)
{
  g_autofree char *clean = maju_clean_name (name ? name : "");

  if (!g_set_str (&self->name, clean))
    return;

  /* The roster gives the next one as soon as it is told of the name. */
  g_object_freeze_notify (G_OBJECT (self));
  g_clear_pointer (&self->display_name, g_free);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NAME]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DISPLAY_NAME]);
  g_object_thaw_notify (G_OBJECT (self));
}

void
maju_participant_set_display_name (MajuParticipant *self,
                                   const char      *display_name)
{
  if (g_set_str (&self->display_name, display_name))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_DISPLAY_NAME]);
}

const char *
maju_participant_get_display_name (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), NULL);

  if (self->display_name)
    return self->display_name;
  if (self->name[0] != '\0')
    return self->name;

  return self->is_self ? _("You") : _("Guest");
}

MajuParticipantState
maju_participant_get_state (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self),
                        MAJU_PARTICIPANT_STATE_GONE);

  return self->state;
}

void
maju_participant_set_state (MajuParticipant     *self,
                            MajuParticipantState state)
{
  if (self->state == state)
    return;

  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

const GError *
maju_participant_get_error (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), NULL);

  return self->error;
}

void
maju_participant_fail (MajuParticipant *self,
                       const GError    *error)
{
  g_clear_error (&self->error);
  self->error = g_error_copy (error);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
  maju_participant_set_state (self, MAJU_PARTICIPANT_STATE_FAILED);
}

void
maju_participant_begin_again (MajuParticipant *self)
{
  if (self->error)
    {
      g_clear_error (&self->error);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ERROR]);
    }
  maju_participant_set_state (self, MAJU_PARTICIPANT_STATE_CONNECTING);
}

MajuTrust
maju_participant_get_trust (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), MAJU_TRUST_UNKNOWN);

  return self->trust;
}

void
maju_participant_set_trust (MajuParticipant *self,
                            MajuTrust        trust)
{
  /* A path made anew does not forget the words that were compared. */
  if (trust == MAJU_TRUST_UNVERIFIED && maju_safety_get_compared (self->safety))
    {
      self->by_words = TRUE;
      trust = MAJU_TRUST_VERIFIED;
    }
  if (self->trust == trust)
    return;

  self->trust = trust;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRUST]);
}

gboolean
maju_participant_get_microphone_on (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), FALSE);

  return self->microphone_on;
}

gboolean
maju_participant_get_camera_on (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), FALSE);

  return self->camera_on;
}

gboolean
maju_participant_get_screen_on (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), FALSE);

  return self->screen_on;
}

static void
set_boolean (MajuParticipant *self,
             gboolean        *field,
             gboolean         value,
             guint            prop_id)
{
  value = !!value;
  if (*field == value)
    return;

  *field = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop_id]);
}

void
maju_participant_set_sending (MajuParticipant *self,
                              gboolean         microphone_on,
                              gboolean         camera_on,
                              gboolean         screen_on)
{
  g_object_freeze_notify (G_OBJECT (self));
  set_boolean (self, &self->microphone_on, microphone_on, PROP_MICROPHONE_ON);
  set_boolean (self, &self->camera_on, camera_on, PROP_CAMERA_ON);
  set_boolean (self, &self->screen_on, screen_on, PROP_SCREEN_ON);
  g_object_thaw_notify (G_OBJECT (self));
}

gboolean
maju_participant_get_speaking (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), FALSE);

  return self->speaking;
}

double
maju_participant_get_level (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), MAJU_LEVEL_SILENCE);

  return self->level;
}

void
maju_participant_set_voice (MajuParticipant *self,
                            double           level,
                            gboolean         speaking)
{
  set_boolean (self, &self->speaking, speaking, PROP_SPEAKING);

  level = CLAMP (level, MAJU_LEVEL_SILENCE, 0);
  if (self->level != level)
    {
      self->level = level;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LEVEL]);
    }
}

GObject *
maju_participant_get_paintable (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), NULL);

  return self->paintable;
}

void
maju_participant_set_paintable (MajuParticipant *self,
                                GObject         *paintable)
{
  if (g_set_object (&self->paintable, paintable))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAINTABLE]);
}

MajuGestures *
maju_participant_get_gestures (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), NULL);

  return self->gestures;
}

MajuSafety *
maju_participant_get_safety (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), NULL);

  return self->safety;
}

gboolean
maju_participant_get_by_words (MajuParticipant *self)
{
  return self->by_words;
}

MajuHearing *
maju_participant_get_hearing (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), NULL);

  return self->hearing;
}

MajuQuality *
maju_participant_get_quality (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), NULL);

  return self->quality;
}

GObject *
maju_participant_get_screen_paintable (MajuParticipant *self)
{
  g_return_val_if_fail (MAJU_IS_PARTICIPANT (self), NULL);

  return self->screen_paintable;
}

void
maju_participant_set_screen_paintable (MajuParticipant *self,
                                       GObject         *paintable)
{
  if (g_set_object (&self->screen_paintable, paintable))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SCREEN_PAINTABLE]);
}

const char *
maju_participant_get_fingerprint (MajuParticipant *self)
{
  return self->fingerprint;
}

void
maju_participant_set_fingerprint (MajuParticipant *self,
                                  const char      *fingerprint)
{
  g_set_str (&self->fingerprint, fingerprint);
}

MajuFigures *
maju_participant_get_figures (MajuParticipant *self)
{
  return self->figures;
}

MajuWishes *
maju_participant_get_wishes (MajuParticipant *self)
{
  return self->wishes;
}
