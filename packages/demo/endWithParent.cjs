// Preloaded by the demo's backend: exits when the parent process exits, even after kill -9.
process.on('disconnect', () => process.exit(0));
