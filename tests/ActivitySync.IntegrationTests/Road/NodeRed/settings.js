// On loopback, without the editor, without asking anybody in the world for anything.
module.exports = {
  uiHost: '127.0.0.1',
  uiPort: Number(process.env.UI_PORT),
  httpAdminRoot: false,
  httpNodeRoot: false,
  flowFile: 'flows.json',
  credentialSecret: false,
  telemetry: { enabled: false, updateNotification: false },
  externalModules: { autoInstall: false, palette: { allowInstall: false } },
  functionExternalModules: false,
};
