#!/bin/bash
# The embedded broker beside mosquitto on this machine, alternating, medians to be read off by eye:
#   1. one publisher -> one subscriber, QoS 1 and 0, messages per second (window and Receive Maximum 1000)
#   2. 1,000 idle and 1,000 trickling connections (1,000 msg/s QoS 1 in all): CPU seconds and resident memory
# Needs mosquitto, gcc, python3 and MQTT_LOAD = folder with pubraw.c, subraw.c and mq.h. Loopback only; ends by itself.
set -eu
HERE=$(cd "$(dirname "$0")" && pwd)
ROOT=$(cd "$HERE/../../.." && pwd)
RUNS=${RUNS:-3}
COUNT=${COUNT:-200000}
SECONDS_EACH=${SECONDS_EACH:-8}
WORK=$(mktemp -d)
ulimit -n 8192
dotnet build -c Release -v q "$ROOT/tests/ActivitySync.Benchmarks" > /dev/null
for tool in pubraw subraw; do gcc -O2 -o "$WORK/$tool" "$MQTT_LOAD/$tool.c"; done

cat > "$WORK/mosquitto.conf" <<'CONF'
listener 18910 127.0.0.1
allow_anonymous true
max_inflight_messages 0
max_queued_messages 0
max_connections -1
persistence false
set_tcp_nodelay true
CONF
mosquitto -c "$WORK/mosquitto.conf" > /dev/null 2>&1 &
MOSQUITTO=$!
mkfifo "$WORK/stdin"
sleep 3600 > "$WORK/stdin" &
HOLD=$!
"$ROOT/artifacts/bin/ActivitySync.Benchmarks/release/ActivitySync.Benchmarks" mqtt-broker 18911 load \
  < "$WORK/stdin" > "$WORK/out" &
OURS=$!
trap 'kill $MOSQUITTO $OURS $HOLD 2> /dev/null; rm -rf "$WORK"' EXIT
until grep -q . "$WORK/out"; do sleep 0.1; done

throughput() { # name port qos
  timeout 120 "$WORK/subraw" "$2" "$COUNT" "$3" 1 1000 > "$WORK/sub" &
  local sub=$!
  sleep 0.5
  timeout 120 "$WORK/pubraw" "$2" "$COUNT" "$3" 500 90 1000 > /dev/null
  wait $sub
  echo "$1 QoS $3: $(grep -o 'rate=[0-9]*' "$WORK/sub")"
}

for ((run = 1; run <= RUNS; run++)); do
  for qos in 1 0; do
    throughput mosquitto 18910 $qos
    throughput embedded 18911 $qos
  done
done
for mode in idle trickle; do
  echo "mosquitto $(timeout 120 python3 "$HERE/connections.py" 18910 1000 $mode "$SECONDS_EACH" $MOSQUITTO)"
  echo "embedded  $(timeout 120 python3 "$HERE/connections.py" 18911 1000 $mode "$SECONDS_EACH" $OURS)"
done
