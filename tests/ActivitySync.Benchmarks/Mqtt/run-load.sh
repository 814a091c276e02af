#!/bin/sh
# Measures the MQTT client: ceiling against a pretend broker that sends in bulk, then through a real mosquitto at a
# realistic pace, beside mosquitto_sub. Loopback only; ends by itself. Wants an idle machine.
#   tests/ActivitySync.Benchmarks/Mqtt/run-load.sh FOLDER-WITH-firehose-AND-pubraw [RUNS]
set -eu
tools=$1
runs=${2:-3}
here=$(cd "$(dirname "$0")/../../.." && pwd)
dotnet build -c Release -v q "$here/tests/ActivitySync.Benchmarks"
sink=$here/artifacts/bin/ActivitySync.Benchmarks/release/ActivitySync.Benchmarks
work=$(mktemp -d)
port=23900

echo "== ceiling: bulk source, window 1000"
for qos in 0 1; do
  for run in $(seq "$runs"); do
    port=$((port + 1))
    "$tools/firehose" $port 5000000 $qos 500 90 1000 > "$work/fire" &
    sleep 0.3
    "$sink" mqtt-sink port=$port n=5000000 qos=$qos | grep sink | sed "s/^/qos=$qos /"
    wait
  done
done

port=$((port + 1))
tls=$((port + 1))
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost \
  -keyout "$work/key" -out "$work/cert" 2> /dev/null
chmod 644 "$work/key"; chmod 755 "$work"
cat > "$work/conf" <<CONF
allow_anonymous true
max_inflight_messages 65535
max_queued_messages 0
set_tcp_nodelay true
persistence false
listener $port 127.0.0.1
listener $tls 127.0.0.1
certfile $work/cert
keyfile $work/key
CONF
mosquitto -c "$work/conf" > /dev/null 2>&1 &
broker=$!
trap 'kill $broker; rm -rf "$work"' EXIT
sleep 0.5

paced() { # label count qos rate sink-settings
  "$sink" mqtt-sink port="$5" n="$2" qos="$3" $6 > "$work/sink" &
  pid=$!
  sleep 1
  "$tools/pubraw" $port "$2" "$3" 500 90 1000 "$4" > /dev/null
  wait $pid
  grep sink "$work/sink" | sed "s/^/$1 /"
}

echo "== through mosquitto, paced"
for run in $(seq "$runs"); do
  paced "20k-qos1          " 200000 1 20000 $port ""
  paced "20k-qos1-json     " 200000 1 20000 $port "parse=1"
  paced "20k-qos1-eager    " 200000 1 20000 $port "coalesce=0"
  paced "20k-qos1-tls      " 200000 1 20000 $tls "ca=$work/cert"
  paced "20k-qos0          " 200000 0 20000 $port ""
  paced "2k-qos1           " 20000 1 2000 $port ""
  timeout 60 sh -c "TIMEFORMAT=; /usr/bin/env bash -c 'time mosquitto_sub -V mqttv5 -p $port -t \"#\" -q 1 -C 200000 > /dev/null'" \
    2> "$work/time" &
  pid=$!
  sleep 1
  "$tools/pubraw" $port 200000 1 500 90 1000 20000 > /dev/null
  wait $pid || true
  awk '/user|sys/{split($2,t,"[ms]"); s+=t[1]*60+t[2]} END{printf "20k-qos1-mosquitto_sub cpu/M=%.2f\n", s*1e6/200000}' "$work/time"
done

echo "== light traffic"
"$sink" mqtt-latency port=$port n=100 rate=10
