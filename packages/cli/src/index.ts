import { main } from './main';
import { processIo } from './lib/io';

// The process ends by itself, so that all output reaches stdout.
main(process.argv.slice(2), processIo()).then(code => {
  process.exitCode = code;
});
