// mqttjs.cjs PORT tcp|ws 4|5 SCENARIO: the npm package "mqtt" in one of the scenarios of PublicClientTests. Prints what
// was received, one line a message; ends with 77 when the package is missing.
'use strict'
let mqtt
try {
  mqtt = require('mqtt')
} catch {
  process.exit(77)
}

const [port, transport, version, scenario] = process.argv.slice(2)
const isV5 = version === '5'
const clients = []

// Messages may follow CONNACK at once, so the listener is there before the connection is.
function connect(options) {
  const { expiry, ...rest } = options
  const client = mqtt.connect(`${transport === 'ws' ? 'ws' : 'mqtt'}://127.0.0.1:${port}/mqtt`, {
    protocolVersion: Number(version),
    reconnectPeriod: 0,
    properties: isV5 && expiry ? { sessionExpiryInterval: expiry } : undefined,
    ...rest,
  })
  clients.push(client)
  const received = []
  const waiting = []
  client.on('message', (topic, payload, packet) => {
    const text = payload.length > 40 ? `${payload.length} bytes` : payload.toString()
    const properties = packet.properties ?? {}
    const extra = properties.contentType ? ` ${properties.contentType} ${JSON.stringify(properties.userProperties)}` : ''
    const line = `${packet.qos} ${packet.retain ? 1 : 0} ${topic} ${text}${extra}`
    waiting.length > 0 ? waiting.shift()(line) : received.push(line)
  })
  const next = () => received.length > 0
    ? Promise.resolve(received.shift())
    : new Promise((resolve) => waiting.push(resolve))
  return new Promise((resolve, reject) => {
    client.on('error', reject)
    client.on('connect', (connack) => resolve({ client, next, isSessionPresent: connack.sessionPresent }))
  })
}

const scenarios = {
  async delivery() {
    const { client, next } = await connect({ clientId: 'both' })
    await client.subscribeAsync('t/#', { qos: 2 })
    for (const qos of [0, 1, 2]) {
      const properties = isV5 ? { contentType: 'text/plain', userProperties: { a: '1' } } : undefined
      await client.publishAsync(`t/${qos}`, 'hello', { qos, properties })
      console.log(await next())
      await client.publishAsync(`t/${qos}`, Buffer.alloc(200000, 'x'), { qos })
      console.log(await next())
    }
  },

  async retained() {
    const publisher = await connect({ clientId: 'publisher' })
    await publisher.client.publishAsync('kept', 'last', { qos: 1, retain: true })
    const first = await connect({ clientId: 'first' })
    await first.client.subscribeAsync('kept', { qos: 1 })
    console.log(await first.next())
    await publisher.client.publishAsync('kept', '', { qos: 1, retain: true })
    const second = await connect({ clientId: 'second' })
    await second.client.subscribeAsync('kept', { qos: 1 })
    await publisher.client.publishAsync('kept', 'live', { qos: 1 })
    console.log(await second.next())
  },

  async will() {
    const watcher = await connect({ clientId: 'watcher' })
    await watcher.client.subscribeAsync('status/#', { qos: 1 })
    const will = (name) => ({ clientId: name, will: { topic: `status/${name}`, payload: 'offline', qos: 1 } })
    await (await connect(will('orderly'))).client.endAsync()
    const dying = await connect(will('dying'))
    dying.client.stream.destroy()
    console.log(await watcher.next())
  },

  async session() {
    const keeper = { clientId: 'keeper', clean: false, expiry: 3600 }
    const before = await connect(keeper)
    console.log(`session present: ${before.isSessionPresent}`)
    await before.client.subscribeAsync('s', { qos: 2 })
    await before.client.endAsync()
    const publisher = await connect({ clientId: 'publisher' })
    for (const qos of [1, 2]) {
      await publisher.client.publishAsync('s', `missed ${qos}`, { qos })
    }
    const after = await connect(keeper)
    console.log(`session present: ${after.isSessionPresent}`)
    console.log(await after.next())
    console.log(await after.next())
  },
}

scenarios[scenario]().then(() => process.exit(0), (failure) => {
  console.error(failure)
  process.exit(1)
})
