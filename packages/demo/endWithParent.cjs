// Loaded first into the demo's backend: when the process that started it is gone, even by kill -9, it ends too.
process.on('disconnect', () => process.exit(0));
