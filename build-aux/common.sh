#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the scripts share that keep something in the user's cache; they source it.

cache=${XDG_CACHE_HOME:-$HOME/.cache}/maju

# As the command that people give: sdk, or flatpak.
say ()
{
  local script=${0##*/}

  printf '%s: %s\n' "${script%%-*}" "$*" >&2
}

# Those in lists of packages, one a line; what is before a colon says what for.
list_packages ()
{
  sed 's/#.*//; s/^[^:]*://' "$@" | tr -s ' \n' '\n\n' | grep .
}

# Not the files' modes: they may be links to what stays.
remove ()
{
  [ ! -e "$1" ] || find "$1" -xdev -type d ! -perm -u+w -exec chmod -f u+w {} + || :
  rm -rf --one-file-system "$1"
}

# Of what is called NAME-*, what nobody has used for two weeks: the time of the
# mark is that of the last use. Other checkouts may use those of other lists.
remove_unused ()
{
  local mark

  find "$cache" -mindepth 2 -maxdepth 2 -path "*/$1-*/.complete" \
      -mtime +14 | while IFS= read -r mark; do
    remove "${mark%/.complete}"
  done
}

# What the source files that match are, in one word.
hash_files ()
{
  local file

  "$top/build-aux/list-files" "$@" | (cd "$top" && while IFS= read -r file; do
    [ -L "$file" ] || printf '%s\n' "$file"
  done | xargs -r -d '\n' sha256sum) | sha256sum | cut -c1-64
}
