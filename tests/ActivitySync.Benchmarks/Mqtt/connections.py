#!/usr/bin/env python3
"""connections.py PORT COUNT idle|trickle SECONDS PID: opens COUNT MQTT 3.1.1 connections to a broker on loopback, keeps
them idle or sends 1,000 QoS 1 messages per second spread over them, and prints CPU seconds and memory of process PID."""
import socket
import struct
import sys
import time

port, count, mode, seconds, pid = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], float(sys.argv[4]), int(sys.argv[5])
RATE = 1000


def text(value):
    return struct.pack('>H', len(value)) + value


def packet(header, body):
    return bytes([header, len(body)]) + body


def cpu():
    fields = open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


def resident():
    return next(line.split()[1] for line in open(f'/proc/{pid}/status') if line.startswith('VmRSS'))


before = resident()
sockets = []
for index in range(count):
    connection = socket.create_connection(('127.0.0.1', port))
    connection.sendall(packet(0x10, text(b'MQTT') + b'\x04\x02\0\0' + text(b'conn-%d' % index)))
    assert connection.recv(4)[3] == 0
    sockets.append(connection)
time.sleep(2)

start, used, sent = time.time(), cpu(), 0
while time.time() - start < seconds:
    if mode == 'trickle':
        topic = text(b'd/%d/hr' % (sent % count))
        sockets[sent % count].sendall(packet(0x32, topic + b'\0\x01' + b'{"ts":1700000000,"bpm":72}'))
        sent += 1
        time.sleep(max(0, start + sent / RATE - time.time()))
    else:
        time.sleep(0.1)
print(f'{mode}: {count} connections, {sent} messages, cpu {cpu() - used:.2f} s of {seconds:.0f} s, '
      f'memory {resident()} kB (before {before} kB)')
