// The framework shows and hides #components-reconnect-modal by classes; a dialog wants to be told.
(() => {
  const dialog = document.getElementById('components-reconnect-modal');
  let hidden = 0;
  dialog.addEventListener('components-reconnect-state-changed', change => {
    const state = change.detail.state;
    if (state === 'show') {
      dialog.show();
    } else if (state === 'hide') {
      dialog.close();
    } else if (state === 'rejected') {
      location.reload();
    } else if (state === 'failed') {
      setTimeout(() => location.reload(), 5000);
    }
  });
  // A page that was out of sight for long has lost its connection; show it fresh.
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      hidden = Date.now();
    } else if (dialog.open && Date.now() - hidden > 30000) {
      location.reload();
    }
  });
})();
