// Preloaded into a measured backend. Once a second, it writes the event loop's delay since the last SIGUSR2 (in
// milliseconds) and the memory (in bytes) to the file in EVENT_LOOP_FILE.
const { writeFileSync } = require('node:fs');
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { isMainThread } = require('node:worker_threads');

const file = process.env.EVENT_LOOP_FILE;
// Worker threads load this file too, and would overwrite the figures of the backend.
if (file && isMainThread) {
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  process.on('SIGUSR2', () => delay.reset());
  const write = () => {
    const { rss, heapUsed } = process.memoryUsage();
    const ms = nanoseconds => nanoseconds / 1e6;
    writeFileSync(
      file,
      JSON.stringify({
        p50: ms(delay.percentile(50)),
        p99: ms(delay.percentile(99)),
        max: ms(delay.max),
        rss,
        heapUsed,
      }),
    );
  };
  setInterval(write, 1000).unref();
}
