#!/bin/sh
# Starts Grafana in its container: docker-compose.yml runs `start.sh /run.sh`, and /run.sh is the official image's own start script.
#
# 1. At the first start it makes the administrator's password and the signing key, so that there never is an admin/admin, and nothing has to be prepared:
#      docker compose exec grafana cat /var/lib/grafana/admin-password
#    grafana.ini reads both files. The password is used once, when Grafana makes its database; changed in Grafana, the file is out of date.
# 2. A clean stop ends with 143 instead of 0. Docker's policy `on-failure`, which bounds how often a Grafana that does not fit is started, takes 0 as "done", and
#    would leave it down after every orderly reboot of the device.
set -eu
umask 077
data=${GF_PATHS_DATA:-/var/lib/grafana}

for secret in admin-password secret-key; do
  [ -s "$data/$secret" ] && continue
  # 24 of 62 characters: 142 bits. Renamed when complete, so that a power cut leaves no short one.
  LC_ALL=C tr -dc 'A-Za-z0-9' </dev/urandom | head -c 24 >"$data/$secret.new"
  mv "$data/$secret.new" "$data/$secret"
done

stopping=
trap 'stopping=yes; kill -TERM "$grafana"' TERM INT
"$@" &
grafana=$!
status=0
wait "$grafana" || status=$?
# A signal ends the wait, not Grafana: it has its 15 s (stop_grace_period) to finish.
while kill -0 "$grafana" 2>/dev/null; do
  status=0
  wait "$grafana" || status=$?
done
[ -z "$stopping" ] || exit 143
exit "$status"
