#!/bin/sh
# Runs once before everything else: makes a random password for each account that has none yet, and mosquitto's
# password file from them, in a volume of mosquitto's own. Files are readable by every container that mounts the volume,
# and by nothing else. $WEARERS: ids of config/wearers.json; each gets an account of that name at the broker.
set -eu
secrets=${SECRETS:-/run/secrets}
passwords=${PASSWORDS:-/run/passwords}
cd "$secrets"
random() { head -c 32 /dev/urandom | base64 | tr -d '/+=\n' | cut -c 1-40; }
for name in Mqtt__Password homeassistant.password influxdb.password grafana.password Storage__Influx__Token; do
  [ -s "$name" ] || random > "$name"
done
cd "$passwords"
mosquitto_passwd -c -b mosquitto.passwords activitysync "$(cat "$secrets/Mqtt__Password")"
mosquitto_passwd -b mosquitto.passwords homeassistant "$(cat "$secrets/homeassistant.password")"
for wearer in ${WEARERS:-me}; do
  case $wearer in
    activitysync | homeassistant) echo "A wearer cannot be called $wearer at this broker: that is a program's account."; exit 1 ;;
    *[!A-Za-z0-9_-]*) echo "$wearer is no wearer's id."; exit 1 ;;
  esac
  [ -s "$secrets/wearer-$wearer.password" ] || random > "$secrets/wearer-$wearer.password"
  mosquitto_passwd -b mosquitto.passwords "$wearer" "$(cat "$secrets/wearer-$wearer.password")"
done
chmod 0444 "$secrets"/*
chown 1883:1883 mosquitto.passwords
chmod 0400 mosquitto.passwords
