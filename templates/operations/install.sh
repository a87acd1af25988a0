#!/bin/sh
# Installs Afterword, or the release that was fetched since: root runs it from /opt/afterword/source. With a NAME after
# it, prepares one more bot. README.md, "Keeping it running", tells when. It can be run again at any time: it makes what
# is missing, never touches settings or databases that are there, and restarts nothing. A release that cannot be
# built leaves the one in use as it is.
set -eu
umask 022
SOURCE=$(cd "$(dirname "$0")/../.." && pwd)
HOME_OF_ALL=/opt/afterword
RELEASE=$HOME_OF_ALL/$(git -C "$SOURCE" log -1 --format=%cd-%h --date=format:%Y%m%d)
BOT=afterword${1:+-$1}

# The account that the bot runs as: nobody can log in as it.
getent passwd afterword >/dev/null || adduser --system --group --quiet --home /var/lib/afterword afterword

# The release, beside earlier ones. Built anew if it does not start: half built, or Debian has another Python since.
if ! "$RELEASE/bin/afterword" --version >/dev/null 2>&1; then
  rm -rf "$RELEASE"
  python3 -m venv "$RELEASE"
  "$RELEASE/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r "$SOURCE/requirements.txt"
  "$RELEASE/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-build-isolation "$SOURCE"
  "$RELEASE/bin/afterword" --version
fi
USED=$(readlink "$HOME_OF_ALL/current" || true)
if [ "$USED" != "$RELEASE" ]; then
  [ -z "$USED" ] || ln -sfn "$USED" "$HOME_OF_ALL/previous"
  ln -sfn "$RELEASE" "$HOME_OF_ALL/current"
fi

# The service, the command, this bot's folders and its settings.
cp "$SOURCE/templates/operations/afterword.service" "$SOURCE/templates/operations/afterword@.service" /etc/systemd/system/
cp "$SOURCE/templates/operations/afterword" /usr/local/bin/afterword
chmod 755 /usr/local/bin/afterword
install -d -o afterword -g afterword -m 700 "/var/lib/$BOT" "/var/backups/$BOT"
if [ ! -e "/etc/$BOT.env" ]; then
  install -o afterword -g afterword -m 600 /dev/null "/etc/$BOT.env"
  sed "s#@BOT@#$BOT#" "$SOURCE/templates/operations/settings.env" >"/etc/$BOT.env"
fi
systemctl daemon-reload
echo "$RELEASE is in place; the settings of this bot are in /etc/$BOT.env."
