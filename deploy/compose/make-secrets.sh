#!/bin/sh
# Runs once before everything else: makes a random password for each account that has none yet, and mosquitto's
# password file from them, in a volume of mosquitto's own. Files are readable by every container that mounts the volume,
# and by nothing else.
set -eu
cd /run/secrets
random() { head -c 32 /dev/urandom | base64 | tr -d '/+=\n' | cut -c 1-40; }
for name in Mqtt__Password devices.password homeassistant.password influxdb.password grafana.password \
  Storage__Influx__Token; do
  [ -s "$name" ] || random > "$name"
done
chmod 0444 ./*
cd /run/passwords
mosquitto_passwd -c -b mosquitto.passwords activitysync "$(cat /run/secrets/Mqtt__Password)"
mosquitto_passwd -b mosquitto.passwords devices "$(cat /run/secrets/devices.password)"
mosquitto_passwd -b mosquitto.passwords homeassistant "$(cat /run/secrets/homeassistant.password)"
chown 1883:1883 mosquitto.passwords
chmod 0400 mosquitto.passwords
