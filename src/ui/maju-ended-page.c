/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "maju-config.h"

#include "maju-ended-page.h"

#include "maju-call-types.h"

#include <glib/gi18n.h>

enum
{
  JOIN,
  N_SIGNALS
};

struct _MajuEndedPage
{
  AdwNavigationPage parent_instance;

  char *why;
  const char *join_label;

  AdwStatusPage *status_page;
  GtkButton *join_button;
  GtkWidget *back_button;
};

/* What the page shows besides the words of the error. */
typedef struct
{
  MajuCallError code;
  const char *icon_name;
  const char *heading;
  const char *join_label;       /* (nullable) */
} Look;

static const Look looks[] = {
  { MAJU_CALL_ERROR_REMOVED, "call-stop-symbolic", N_("You Were Removed"),
    N_("_Knock") },
  { MAJU_CALL_ERROR_NOT_LET_IN, "system-lock-screen-symbolic",
    N_("The Room Is Locked"), N_("_Knock") },
  { MAJU_CALL_ERROR_ROOM_FULL, "system-users-symbolic", N_("The Room Is Full"),
    N_("Join _Again") },
  { MAJU_CALL_ERROR_TAKEN_OVER, "call-stop-symbolic",
    N_("The Call Goes On Elsewhere"), NULL },
  { MAJU_CALL_ERROR_TLS, "dialog-warning-symbolic",
    N_("The Server Is Not to Be Trusted"), NULL },
  { MAJU_CALL_ERROR_VERSION, "dialog-warning-symbolic",
    N_("The Call Is Over"), NULL },
  { MAJU_CALL_ERROR_SERVER, "network-error-symbolic", N_("The Call Is Over"),
    N_("Join _Again") },
};

static const Look other = {
  MAJU_CALL_ERROR_FAILED, "call-stop-symbolic", N_("The Call Is Over"),
  N_("Join _Again")
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (MajuEndedPage, maju_ended_page, ADW_TYPE_NAVIGATION_PAGE)

static void
join_cb (MajuEndedPage *self)
{
  g_signal_emit (self, signals[JOIN], 0);
}

static void
shown_cb (MajuEndedPage *self)
{
  gtk_widget_grab_focus (self->join_label != NULL
                         ? GTK_WIDGET (self->join_button) : self->back_button);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), self->why,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_HIGH);
}

static void
maju_ended_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), MAJU_TYPE_ENDED_PAGE);

  G_OBJECT_CLASS (maju_ended_page_parent_class)->dispose (object);
}

static void
maju_ended_page_finalize (GObject *object)
{
  g_free (MAJU_ENDED_PAGE (object)->why);

  G_OBJECT_CLASS (maju_ended_page_parent_class)->finalize (object);
}

static void
maju_ended_page_class_init (MajuEndedPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = maju_ended_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = maju_ended_page_finalize;

  signals[JOIN] = g_signal_new ("join", MAJU_TYPE_ENDED_PAGE,
                                G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/maju/Maju/maju-ended-page.ui");
  gtk_widget_class_bind_template_child (widget_class, MajuEndedPage, status_page);
  gtk_widget_class_bind_template_child (widget_class, MajuEndedPage, join_button);
  gtk_widget_class_bind_template_child (widget_class, MajuEndedPage, back_button);
  gtk_widget_class_bind_template_callback (widget_class, join_cb);
  gtk_widget_class_bind_template_callback (widget_class, shown_cb);
}

static void
maju_ended_page_init (MajuEndedPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static const Look *
find_look (const GError *error)
{
  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      if (g_error_matches (error, MAJU_CALL_ERROR, (int) looks[i].code))
        return &looks[i];
    }
  return &other;
}

AdwNavigationPage *
maju_ended_page_new (const GError *error)
{
  MajuEndedPage *self;
  const Look *look;
  g_autofree char *escaped = NULL;

  g_return_val_if_fail (error != NULL, NULL);

  look = find_look (error);
  self = g_object_new (MAJU_TYPE_ENDED_PAGE, "title", _(look->heading), NULL);
  self->why = g_strdup (error->message);
  adw_status_page_set_icon_name (self->status_page, look->icon_name);
  adw_status_page_set_title (self->status_page, _(look->heading));
  /* What the words quote of the link and the server is no markup. */
  escaped = g_markup_escape_text (error->message, -1);
  adw_status_page_set_description (self->status_page, escaped);
  if (look->join_label != NULL)
    {
      self->join_label = _(look->join_label);
      gtk_button_set_label (self->join_button, self->join_label);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->join_button),
                          look->join_label != NULL);

  return ADW_NAVIGATION_PAGE (self);
}
