"""paho_client.py PORT tcp|ws 4|5 SCENARIO: python paho 1.6 in one of the scenarios of PublicClientTests. Prints what was
received, one line a message; ends with 77 when paho is missing."""
import json
import os
import queue
import subprocess
import sys

try:
    import paho.mqtt.client as mqtt
    from paho.mqtt.packettypes import PacketTypes
    from paho.mqtt.properties import Properties
except ImportError:
    sys.exit(77)

PATIENCE = 10  # seconds; the test that runs this has its own limit
port, transport, version, scenario = int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4]
IS_V5 = version == 5


class Connection:
    def __init__(self, client_id, will=None, clean=True):
        self.received, self.connected, self.granted = queue.Queue(), queue.Queue(), queue.Queue()
        self.client = mqtt.Client(
            client_id=client_id,
            clean_session=None if IS_V5 else clean,
            protocol=mqtt.MQTTv5 if IS_V5 else mqtt.MQTTv311,
            transport='websockets' if transport == 'ws' else 'tcp')
        if will:
            self.client.will_set(will, 'offline', qos=1)
        self.client.on_connect = lambda client, data, flags, *rest: self.connected.put(bool(flags['session present']))
        self.client.on_subscribe = lambda *rest: self.granted.put(True)
        self.client.on_message = lambda client, data, message: self.received.put(line_of(message))
        if IS_V5:
            properties = Properties(PacketTypes.CONNECT)
            if not clean:
                properties.SessionExpiryInterval = 3600
            self.client.connect('127.0.0.1', port, clean_start=clean, properties=properties)
        else:
            self.client.connect('127.0.0.1', port)
        self.client.loop_start()
        self.is_session_present = self.connected.get(timeout=PATIENCE)

    def subscribe(self, topic, qos):
        self.client.subscribe(topic, qos)
        self.granted.get(timeout=PATIENCE)

    def publish(self, topic, payload, qos, retain=False, properties=None):
        self.client.publish(topic, payload, qos, retain, properties).wait_for_publish(PATIENCE)

    def next(self):
        return self.received.get(timeout=PATIENCE)

    def end(self):
        self.client.disconnect()
        self.client.loop_stop()


def line_of(message):
    payload = message.payload
    text = f'{len(payload)} bytes' if len(payload) > 40 else payload.decode()
    properties = getattr(message, 'properties', None)
    extra = ''
    if properties is not None and hasattr(properties, 'ContentType'):
        pairs = json.dumps(dict(properties.UserProperty), separators=(',', ':'))
        extra = f' {properties.ContentType} {pairs}'
    return f'{message.qos} {int(message.retain)} {message.topic} {text}{extra}'


def delivery():
    both = Connection('both')
    both.subscribe('t/#', 2)
    properties = None
    if IS_V5:
        properties = Properties(PacketTypes.PUBLISH)
        properties.ContentType = 'text/plain'
        properties.UserProperty = ('a', '1')
    for qos in range(3):
        both.publish(f't/{qos}', 'hello', qos, properties=properties)
        print(both.next())
        both.publish(f't/{qos}', b'x' * 200000, qos)
        print(both.next())


def retained():
    publisher = Connection('publisher')
    publisher.publish('kept', 'last', 1, retain=True)
    first = Connection('first')
    first.subscribe('kept', 1)
    print(first.next())
    publisher.publish('kept', '', 1, retain=True)
    second = Connection('second')
    second.subscribe('kept', 1)
    publisher.publish('kept', 'live', 1)
    print(second.next())


def will():
    watcher = Connection('watcher')
    watcher.subscribe('status/#', 1)
    Connection('orderly', will='status/orderly').end()
    subprocess.run([sys.executable, *sys.argv[:4], 'doomed'], check=True, timeout=PATIENCE)
    print(watcher.next())


def doomed():
    Connection('dying', will='status/dying')
    os._exit(0)  # without a word to the broker


def session():
    before = Connection('keeper', clean=False)
    print('session present:', str(before.is_session_present).lower())
    before.subscribe('s', 2)
    before.end()
    publisher = Connection('publisher')
    for qos in (1, 2):
        publisher.publish('s', f'missed {qos}', qos)
    after = Connection('keeper', clean=False)
    print('session present:', str(after.is_session_present).lower())
    print(after.next())
    print(after.next())


{'delivery': delivery, 'retained': retained, 'will': will, 'doomed': doomed, 'session': session}[scenario]()
sys.stdout.flush()
os._exit(0)  # paho's threads are of no further interest
